use std::fmt;

use super::DetectionReader;
use super::nms::suppress;
use crate::geometry::{BoxError, BoxFormat, RawBox};
use crate::number::{ClassIndex, IntoClass};
use crate::prediction::DetectionPrediction;
use crate::problem::{InvalidInput, Problem, ProblemKind};

/// An object that may become part of the prediction.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) class: i64,
    pub(super) score: f32,
    /// `[x1, y1, x2, y2]` in the image, not yet rounded.
    pub(super) corners: [f64; 4],
    edges: RawBox,
}

/// A class as a model gives it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Class {
    /// In a row of floats.
    Float(f32),
    /// As an integer, if `i64` can hold it.
    Index(Option<i64>),
}

impl Class {
    pub(super) fn index(class: impl ClassIndex) -> Self {
        Self::Index(IntoClass::class(class))
    }

    fn read(self) -> Result<i64, ProblemKind> {
        match self {
            Self::Index(class) => class.ok_or(ProblemKind::ClassTooLarge),
            // Beyond this an `f32` no longer holds every integer, so a class there is an accident.
            Self::Float(class) if class.fract() == 0.0 && class.abs() <= 16_777_216.0 => {
                #[allow(clippy::cast_possible_truncation)] // it is a whole number within 2^24
                Ok(class as i64)
            }
            Self::Float(class) => Err(ProblemKind::NotAClass(class.into())),
        }
    }
}

/// Takes the objects of a model one by one, and keeps those that count or what is wrong with them.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    reader: &'a DetectionReader,
    candidates: Vec<Candidate>,
    problems: Vec<Problem>,
}

impl<'a> Gather<'a> {
    pub(super) fn new(reader: &'a DetectionReader) -> Self {
        Self { reader, candidates: Vec::new(), problems: reader.problems() }
    }

    pub(super) fn problem(&mut self, path: impl Into<String>, kind: impl Into<ProblemKind>) {
        self.problems.push(Problem::new(path, kind));
    }

    /// Takes one object, which is told as being `at` a place. What is below the threshold is looked at only for numbers
    /// that are none: they tell that the model, or the reading of its output, is broken.
    pub(super) fn object(&mut self, at: fmt::Arguments<'_>, numbers: [f32; 4], score: f32, class: Class) {
        let class_number = if let Class::Float(class) = class { class } else { 0.0 };
        let box_number = numbers.into_iter().find(|number| !number.is_finite()).unwrap_or(0.0);
        let fields = [("box", box_number), ("score", score), ("class", class_number)];
        let known = self.problems.len();
        for (field, number) in fields {
            if !number.is_finite() {
                self.problem(format!("{at}.{field}"), ProblemKind::NotFinite(number.into()));
            }
        }
        if self.problems.len() > known || self.reader.threshold.is_some_and(|least| score < least) {
            return;
        }
        let class = class.read().and_then(|class| self.reader.classes.resolve(class));
        match (self.place(numbers), class) {
            (Ok((corners, edges)), Ok(class)) => {
                self.candidates.push(Candidate { class, score, corners, edges });
            }
            (place, class) => {
                if let Err(error) = place {
                    self.problem(format!("{at}.box"), error);
                }
                if let Err(kind) = class {
                    self.problem(format!("{at}.class"), kind);
                }
            }
        }
    }

    /// The corners of a box in the image, and its edges in pixels.
    fn place(&self, numbers: [f32; 4]) -> Result<([f64; 4], RawBox), BoxError> {
        let mut corners = self.reader.format.corners(numbers.map(f64::from));
        if let Some(input) = self.reader.input {
            let [x1, y1, x2, y2] = corners;
            let ([x1, y1], [x2, y2]) = (input.to_original([x1, y1]), input.to_original([x2, y2]));
            corners = [x1, y1, x2, y2];
        }
        Ok((corners, BoxFormat::XYXY.read(corners)?))
    }

    /// The prediction, if nothing is wrong.
    pub(super) fn finish(self) -> Result<DetectionPrediction, InvalidInput> {
        InvalidInput::if_any(self.problems)?;
        let candidates = match self.reader.nms {
            Some(most) => suppress(self.candidates, most),
            None => self.candidates,
        };
        DetectionPrediction::builder()
            .classes(candidates.iter().map(|object| object.class))
            .scores(candidates.iter().map(|object| object.score))
            .shapes(candidates.iter().map(|object| object.edges))
            .build()
    }
}
