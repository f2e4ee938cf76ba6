use std::fmt;

use super::candidate::Candidate;
use super::nms::suppress;
use super::settings::Settings;
use crate::geometry::{BoxError, BoxFormat, GeometryPolicy, RawBox, Repair, RepairKind};
use crate::number::{ClassIndex, IntoClass};
use crate::prediction::{DetectionPrediction, DropReason};
use crate::problem::{InvalidInput, Problem, ProblemKind};

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
            // Above 2^24 an `f32` does not hold every integer, so such a class is an accident.
            Self::Float(class) if class.fract() == 0.0 && class.abs() <= 16_777_216.0 => {
                #[allow(clippy::cast_possible_truncation)] // it is a whole number within 2^24
                Ok(class as i64)
            }
            Self::Float(class) => Err(ProblemKind::NotAClass(class.into())),
        }
    }
}

/// Takes the objects of a model one by one, and keeps those that count and the problems of the
/// others.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    settings: &'a Settings,
    /// The number of objects that were looked at.
    seen: usize,
    candidates: Vec<Candidate>,
    problems: Vec<Problem>,
    dropped: Vec<Repair>,
}

impl<'a> Gather<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        let problems = settings.problems();
        Self { settings, seen: 0, candidates: Vec::new(), problems, dropped: Vec::new() }
    }

    /// Adds a problem of the whole output.
    pub(super) fn problem(&mut self, path: impl Into<String>, kind: impl Into<ProblemKind>) {
        self.problems.push(Problem::new(path, kind));
    }

    /// Takes one object, whose path is `at`. The score comes first: no other number of an object
    /// below the threshold is looked at.
    pub(super) fn object(&mut self, at: fmt::Arguments<'_>, numbers: [f32; 4], score: f32, class: Class) {
        let index = self.seen;
        self.seen += 1;
        // A score that is not finite is a problem and not a low one, so that it is reported.
        if score.is_finite() && self.settings.score_threshold.is_some_and(|least| score < least) {
            return;
        }
        match self.read(numbers, score, class) {
            Ok(candidate) => self.candidates.push(candidate),
            Err(kinds) if self.settings.geometry == GeometryPolicy::RepairOrDrop => {
                if let Some(reason) = DropReason::of(kinds.into_iter().map(|(_, kind)| kind)) {
                    let kind = RepairKind::Dropped { reason: reason.to_string() };
                    self.dropped.push(Repair { path: at.to_string(), index, kind });
                }
            }
            Err(kinds) => {
                let problems =
                    kinds.into_iter().map(|(field, kind)| Problem::new(format!("{at}.{field}"), kind));
                self.problems.extend(problems);
            }
        }
    }

    /// Reads one object, or returns every problem with the field that it is in.
    fn read(
        &self,
        numbers: [f32; 4],
        score: f32,
        class: Class,
    ) -> Result<Candidate, Vec<(&'static str, ProblemKind)>> {
        let class_number = if let Class::Float(class) = class { class } else { 0.0 };
        let box_number = numbers.into_iter().find(|number| !number.is_finite()).unwrap_or(0.0);
        let mut problems = Vec::new();
        for (field, number) in [("box", box_number), ("score", score), ("class", class_number)] {
            if !number.is_finite() {
                problems.push((field, ProblemKind::NotFinite(number.into())));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let class = class.read().and_then(|class| self.settings.classes.resolve(class));
        match (self.place(numbers), class) {
            (Ok((corners, edges)), Ok(class)) => Ok(Candidate { class, score, corners, edges }),
            (place, class) => {
                problems.extend(place.err().map(|error| ("box", error.into())));
                problems.extend(class.err().map(|kind| ("class", kind)));
                Err(problems)
            }
        }
    }

    /// Returns the corners of a box in the image, and its edges in pixels.
    fn place(&self, numbers: [f32; 4]) -> Result<([f64; 4], RawBox), BoxError> {
        let mut corners = self.settings.format.corners(numbers.map(f64::from));
        if let Some(input) = self.settings.input {
            let [x1, y1, x2, y2] = corners;
            let ([x1, y1], [x2, y2]) = (input.to_original([x1, y1]), input.to_original([x2, y2]));
            corners = [x1, y1, x2, y2];
        }
        Ok((corners, BoxFormat::XYXY.read(corners)?))
    }

    /// Takes rows of a box, a score and a class.
    pub(super) fn rows(&mut self, rows: impl Iterator<Item = [f32; 6]>) {
        for (index, [a, b, c, d, score, class]) in rows.enumerate() {
            self.object(format_args!("rows[{index}]"), [a, b, c, d], score, Class::Float(class));
        }
    }

    /// Returns whether there are channels of classes besides the four of the boxes, and adds a
    /// problem if not.
    pub(super) fn has_classes(&mut self, channels: usize) -> bool {
        if channels < 5 {
            let message =
                format!("has {channels} channels: four for the boxes and one for each class are needed");
            self.problem("anchors", ProblemKind::Invalid(message));
        }
        channels >= 5
    }

    /// Returns the prediction, if nothing is wrong.
    pub(super) fn finish(self) -> Result<DetectionPrediction, InvalidInput> {
        InvalidInput::if_any(self.problems)?;
        let candidates = match self.settings.iou_threshold {
            Some(most) => suppress(self.candidates, most),
            None => self.candidates,
        };
        let prediction = DetectionPrediction::builder()
            .classes(candidates.iter().map(|object| object.class))
            .scores(candidates.iter().map(|object| object.score))
            .shapes(candidates.iter().map(|object| object.edges))
            .build()?;
        Ok(prediction.with_dropped(self.dropped))
    }
}
