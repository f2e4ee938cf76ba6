//! Invalid input: every problem with its path, its value and how to fix it.

use std::fmt;

use crate::geometry::{BoxError, GeometryPolicy, ImageSize};

/// One problem of an input, with the path of the field it was found in.
///
/// `Display` is one line, such as `detection_boxes[1]: bottom 50 is above top 190`.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    path: String,
    kind: ProblemKind,
}

/// The kind of a problem. `Display` names the value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A box is invalid.
    #[error(transparent)]
    Box(#[from] BoxError),
    /// A number is NaN or infinite.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// A number is outside the range of its field.
    #[error("{value} is not {expected}")]
    #[non_exhaustive]
    OutOfRange {
        /// The number.
        value: f64,
        /// The expected range, as a phrase such as `a score from 0 to 1`.
        expected: &'static str,
    },
    /// A class index is negative.
    #[error("class {0} is negative; classes are indexes of the model's label map")]
    NegativeClass(i64),
    /// A class index is larger than the wire format allows.
    #[error("the class is larger than {}", i64::MAX)]
    ClassTooLarge,
    /// The columns of a prediction have different lengths.
    #[error(
        "the number of {unit} is {actual}, but the number of {than} is {expected}; each object needs one of each"
    )]
    #[non_exhaustive]
    Length {
        /// The length of this column.
        actual: usize,
        /// What this column holds, in the plural.
        unit: &'static str,
        /// The length of the column that it is compared with.
        expected: usize,
        /// What the column that it is compared with holds, in the plural.
        than: &'static str,
    },
    /// A shape has fewer points than it needs.
    #[error("a {name} needs at least {least} points, found {actual}")]
    #[non_exhaustive]
    TooFewPoints {
        /// The number of points.
        actual: usize,
        /// The number of points that the shape needs.
        least: usize,
        /// The name of the shape.
        name: &'static str,
    },
    /// A point is outside the image.
    #[error("{point:?} is outside the image, which is {size} (width x height)")]
    #[non_exhaustive]
    PointOutside {
        /// The point, `[x, y]`.
        point: [i64; 2],
        /// The size of the image.
        size: ImageSize,
    },
    /// A model gave a class as a float that is not a valid class index.
    #[error("{0} is not a class index; a class given as a float must be a whole number up to 16777216")]
    NotAClass(f64),
    /// The [`ClassMap`](crate::ClassMap) has no entry for a class of the model.
    #[error("class {0} of the model is not in the class map")]
    Unmapped(i64),
    /// The deployment has no label for a class.
    #[error(
        "class {class} has no label: there are {labels}; if the model uses another numbering, translate it \
         with a ClassMap (COCO, for example, numbers its 80 classes 0 to 79 or, with gaps, 1 to 90)"
    )]
    #[non_exhaustive]
    NoLabel {
        /// The class.
        class: i64,
        /// The number of labels and their indexes, as a phrase.
        labels: String,
    },
    /// Metadata is nested too deeply.
    #[error("is nested more than {most} levels deep, and JSON readers reject that")]
    #[non_exhaustive]
    TooDeep {
        /// The number of levels that are allowed.
        most: usize,
    },
    /// A value is missing, empty or malformed; the text says what is expected.
    #[error("{0}")]
    Invalid(String),
}

impl ProblemKind {
    /// Returns whether it concerns the geometry of a shape, so that another policy can accept it.
    fn is_geometric(&self) -> bool {
        match self {
            Self::Box(error) => !matches!(error, BoxError::NotFinite { .. } | BoxError::OutOfRange { .. }),
            Self::PointOutside { .. } => true,
            _ => false,
        }
    }
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, kind: impl Into<ProblemKind>) -> Self {
        Self { path: path.into(), kind: kind.into() }
    }

    /// Creates a problem that your own validation found, with a message of your own.
    #[must_use]
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(path, ProblemKind::Invalid(message.into()))
    }

    /// Returns the path of the field, in the names of the wire format: `detection_boxes[1]`,
    /// `latency`, `shadow_raw_predictions.detection_scores[0]`.
    ///
    /// For the output of a detector it is the row instead: `rows[17].score`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the kind of the problem.
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

/// Input that was rejected before anything was sent, with every problem that was found.
///
/// `Display` lists one problem per line and ends with a hint if another [`GeometryPolicy`] would
/// help.
#[derive(Clone, Debug, PartialEq)]
pub struct InvalidInput {
    problems: Vec<Problem>,
    /// The policy that the input was validated under, if it was validated under one.
    policy: Option<GeometryPolicy>,
}

impl InvalidInput {
    /// Returns all problems, in the order of the fields.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns the geometry policies that are worth trying instead of the one that rejected the
    /// input.
    ///
    /// It is empty unless a shape was rejected for its geometry. A stricter policy than the one in
    /// force is never among them, nor is the policy itself.
    #[must_use]
    pub fn alternative_policies(&self) -> &'static [GeometryPolicy] {
        match self.policy {
            Some(policy) if self.problems.iter().any(|problem| problem.kind.is_geometric()) => {
                policy.alternatives()
            }
            _ => &[],
        }
    }

    /// Returns an error with these problems, or `Ok` if there are none: for validation of your own.
    ///
    /// ```
    /// use picsellia_core::{InvalidInput, Problem};
    ///
    /// assert!(InvalidInput::if_any([]).is_ok());
    /// let problem = Problem::invalid("tags", "has no camera name");
    /// let error = InvalidInput::if_any([problem]).unwrap_err();
    /// assert_eq!(error.problems().len(), 1);
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with all the problems, in their order.
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
        Self { problems: vec![problem], policy: None }
    }
}

/// The number of problems that `Display` lists; it only counts the others.
const SHOWN: usize = 20;

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => f.write_str("invalid input, 1 problem:")?,
            count => write!(f, "invalid input, {count} problems:")?,
        }
        for problem in self.problems.iter().take(SHOWN) {
            write!(f, "\n  {problem}")?;
        }
        if self.problems.len() > SHOWN {
            write!(f, "\n  and {} more", self.problems.len() - SHOWN)?;
        }
        let policies = self.alternative_policies().iter();
        let effects: Vec<_> =
            policies.map(|policy| format!("GeometryPolicy::{policy:?} {}", policy.effect())).collect();
        if !effects.is_empty() {
            let effects = effects.join(", ");
            write!(
                f,
                "\nhint: check that the box format is the one that the model writes; if it is, {effects}"
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidInput {}

/// Collects problems whose paths share a prefix.
#[derive(Debug)]
pub(crate) struct Problems<'a> {
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

    /// Returns the path of a field, with the prefix.
    pub(crate) fn path(&self, path: impl fmt::Display) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// Returns the value if no problems were found while it was built, and the problems otherwise.
pub(crate) fn settle<T>(value: T, problems: Vec<Problem>) -> Result<T, InvalidInput> {
    if problems.is_empty() { Ok(value) } else { Err(InvalidInput { problems, policy: None }) }
}

/// Does what [`settle`] does, for a value that was validated under a geometry policy.
pub(crate) fn settle_under<T>(
    policy: GeometryPolicy,
    value: T,
    problems: Vec<Problem>,
) -> Result<T, InvalidInput> {
    settle(value, problems).map_err(|error| InvalidInput { policy: Some(policy), ..error })
}
