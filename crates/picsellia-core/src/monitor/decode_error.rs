use std::fmt;

use crate::problem::InvalidInput;

/// A body that is not a monitor request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    message: String,
    syntax: bool,
}

impl DecodeError {
    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), syntax: false }
    }

    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        Self { path: ".".to_owned(), message: format!("the body is not JSON: {error}"), syntax: true }
    }

    /// Returns whether the body is not JSON at all.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.syntax
    }

    /// Returns the field, such as `raw_predictions.detection_boxes[1]`. `.` is the whole body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path == "." {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<serde_path_to_error::Error<serde_json::Error>> for DecodeError {
    fn from(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        if error.inner().is_data() {
            Self::at(error.path().to_string(), error.into_inner().to_string())
        } else {
            Self::not_json(&error.into_inner())
        }
    }
}

impl From<InvalidInput> for DecodeError {
    fn from(error: InvalidInput) -> Self {
        match error.problems() {
            [] => Self::at(".", "the request is not valid"),
            [first, ..] => Self::at(first.path(), first.kind().to_string()),
        }
    }
}
