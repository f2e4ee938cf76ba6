//! Bad input, told in full: every problem with the field it is in, its value, and the way out.

use std::fmt;

use crate::geometry::{BoxError, ImageSize};

/// One thing that is wrong with what was given, with the place it is in.
///
/// `Display` is one line, such as `detection_boxes[1]: bottom 50 is above top 190`.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    path: String,
    kind: ProblemKind,
}

/// What is wrong. `Display` names the value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A box that cannot be sent.
    #[error(transparent)]
    Box(#[from] BoxError),
    /// A number that is NaN or infinite.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// A number outside the range that its field has.
    #[error("{value} is not {expected}")]
    #[non_exhaustive]
    OutOfRange {
        /// The number.
        value: f64,
        /// The range, in words.
        expected: &'static str,
    },
    /// A class index that the wire format or the policy does not allow.
    #[error("class {0} is negative; classes are indexes of the model's label map")]
    NegativeClass(i64),
    /// A class index beyond the integers of the wire format.
    #[error("the class is larger than {}", i64::MAX)]
    ClassTooLarge,
    /// A column of a prediction that does not go with the others.
    #[error("the number of {unit} is {actual}, that of {than} is {expected}; each object has one of each")]
    #[non_exhaustive]
    Length {
        /// How many there are.
        actual: usize,
        /// What is counted.
        unit: &'static str,
        /// How many there should be.
        expected: usize,
        /// What they are compared with.
        than: &'static str,
    },
    /// A shape with fewer points than it needs.
    #[error("has {actual} of the {least} points that a {name} needs")]
    #[non_exhaustive]
    TooFewPoints {
        /// How many there are.
        actual: usize,
        /// How many are needed.
        least: usize,
        /// What the shape is.
        name: &'static str,
    },
    /// A point that is not in the image.
    #[error("{point:?} is outside the image, which is {size} (width x height)")]
    #[non_exhaustive]
    PointOutside {
        /// The point, `[x, y]`.
        point: [i64; 2],
        /// The size of the image.
        size: ImageSize,
    },
    /// A class that a model gave as a float, and that is not a whole number.
    #[error("{0} is not a class: as a float it has to be a whole number up to 16777216")]
    NotAClass(f64),
    /// A class of the model that its [`ClassMap`](crate::ClassMap) does not know.
    #[error("class {0} of the model is not in the class map")]
    Unmapped(i64),
    /// A class beyond the labels of the deployment.
    #[error(
        "class {class} has no label: there are {labels}. The 80 classes of COCO, for one, are counted \
         from 0 to 79 or, with gaps, from 1 to 90: a ClassMap translates"
    )]
    #[non_exhaustive]
    NoLabel {
        /// The class.
        class: i64,
        /// How many labels there are, and from where to where, in words.
        labels: String,
    },
    /// Metadata nested deeper than its reader would follow.
    #[error("is nested more than {most} levels deep, which readers of JSON refuse")]
    #[non_exhaustive]
    TooDeep {
        /// How many levels there may be.
        most: usize,
    },
    /// A value that is missing, empty or of the wrong form; the text says what is expected.
    #[error("{0}")]
    Invalid(String),
}

impl ProblemKind {
    /// Whether another policy would make something of it.
    fn is_of_shape(&self) -> bool {
        match self {
            Self::Box(error) => !matches!(
                error,
                BoxError::NotFinite { .. } | BoxError::OutOfRange { .. } | BoxError::Outside { .. }
            ),
            Self::PointOutside { .. } => true,
            _ => false,
        }
    }
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, kind: impl Into<ProblemKind>) -> Self {
        Self { path: path.into(), kind: kind.into() }
    }

    /// A problem of the caller's own finding, in words.
    #[must_use]
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(path, ProblemKind::Invalid(message.into()))
    }

    /// Where it is, in the names of the wire format: `detection_boxes[1]`, `latency`,
    /// `shadow_raw_predictions.detection_scores[0]`. In what a model wrote, it is the row: `rows[17].score`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind)
    }
}

/// Input that was refused before anything was sent, with every problem that was found.
///
/// `Display` lists them, one a line, and ends with the way out.
#[derive(Clone, Debug, PartialEq)]
pub struct InvalidInput {
    problems: Vec<Problem>,
}

impl InvalidInput {
    /// All problems, in the order of the fields.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl InvalidInput {
    /// Refuses what has problems, for checks of your own: `Ok` where there are none.
    ///
    /// ```
    /// use picsellia_core::{InvalidInput, Problem};
    ///
    /// assert!(InvalidInput::if_any([]).is_ok());
    /// let error = InvalidInput::if_any([Problem::invalid("tags", "has no name of a camera")]).unwrap_err();
    /// assert_eq!(error.problems().len(), 1);
    /// ```
    ///
    /// # Errors
    ///
    /// All the problems, in their order.
    pub fn if_any(problems: impl IntoIterator<Item = Problem>) -> Result<(), Self> {
        settle((), problems.into_iter().collect())
    }
}

impl From<BoxError> for InvalidInput {
    fn from(error: BoxError) -> Self {
        Problem::new("box", error).into()
    }
}

impl From<Problem> for InvalidInput {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}

/// How many problems `Display` lists before it only counts.
const SHOWN: usize = 20;

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => f.write_str("1 problem, nothing was sent:")?,
            count => write!(f, "{count} problems, nothing was sent:")?,
        }
        for problem in self.problems.iter().take(SHOWN) {
            write!(f, "\n  {problem}")?;
        }
        if self.problems.len() > SHOWN {
            write!(f, "\n  and {} more", self.problems.len() - SHOWN)?;
        }
        if self.problems.iter().any(|problem| problem.kind.is_of_shape()) {
            f.write_str(
                "\nAre they read in the format that the model writes? If so: GeometryPolicy::Repair reorders corners \
                 and clamps to the image, GeometryPolicy::AsIs sends shapes unchanged.",
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidInput {}

/// Gathers problems under a common path.
#[derive(Debug)]
pub struct Problems<'a> {
    found: &'a mut Vec<Problem>,
    prefix: &'static str,
}

impl<'a> Problems<'a> {
    pub(crate) fn under(prefix: &'static str, found: &'a mut Vec<Problem>) -> Self {
        Self { found, prefix }
    }

    pub(crate) fn add(&mut self, path: impl fmt::Display, kind: impl Into<ProblemKind>) {
        self.found.push(Problem::new(self.path(path), kind));
    }

    /// The whole path of a field.
    pub(crate) fn path(&self, path: impl fmt::Display) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// The value, or all the problems that were found while it was built.
pub(crate) fn settle<T>(value: T, problems: Vec<Problem>) -> Result<T, InvalidInput> {
    if problems.is_empty() { Ok(value) } else { Err(InvalidInput { problems }) }
}
