//! The errors of a whole input, and of one record.

use std::fmt;
use std::path::{Path, PathBuf};

use picsellia_core::{InferenceType, InvalidInput, Problem};

/// An error that prevents reading the input, or reading it further.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// A file or folder could not be read.
    #[error("cannot read {path}")]
    #[non_exhaustive]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file exceeds the size limit of its reader.
    #[error("{path} is larger than {limit} bytes: split it into smaller files")]
    #[non_exhaustive]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The size limit in bytes.
        limit: u64,
    },
    /// A file is not valid in its format.
    #[error("{path}: {message}")]
    #[non_exhaustive]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The problem and its position.
        message: String,
    },
    /// The options do not match the files.
    #[error(transparent)]
    Options(#[from] InvalidInput),
    /// The format cannot contain predictions of this type.
    #[error(
        "{format} files cannot contain predictions of type {inference_type}, only {readable}: \
         write JSON lines instead, which support every type"
    )]
    #[non_exhaustive]
    Unsupported {
        /// The format.
        format: &'static str,
        /// The type of the deployment.
        inference_type: InferenceType,
        /// The types that the format supports.
        readable: &'static str,
    },
}

impl FormatError {
    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn malformed(path: &Path, message: impl Into<String>) -> Self {
        Self::Malformed { path: path.to_owned(), message: message.into() }
    }
}

/// The position of a record in its input. `Display` writes it for messages, for example as
/// `results.jsonl:17`, `labels/a.txt` or `instances.json, image 42`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    file: PathBuf,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Whole,
    Line(u64),
    Image(String),
}

impl Origin {
    pub(crate) fn file(file: &Path) -> Self {
        Self { file: file.to_owned(), place: Place::Whole }
    }

    pub(crate) fn line(file: &Path, line: u64) -> Self {
        Self { file: file.to_owned(), place: Place::Line(line) }
    }

    pub(crate) fn image(file: &Path, id: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: Place::Image(id.into()) }
    }

    /// Returns the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.place {
            Place::Whole => write!(f, "{file}"),
            Place::Line(line) => write!(f, "{file}:{line}"),
            Place::Image(id) => write!(f, "{file}, image {id}"),
        }
    }
}

/// An invalid record. `Display` writes its position and problems in one line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BadRecord {
    /// The name of the record: see [`Record::name`](crate::Record::name).
    pub name: String,
    /// The position of the record in its input.
    pub origin: Origin,
    /// The problems of the record.
    pub error: InvalidInput,
}

impl BadRecord {
    pub(crate) fn new(name: impl Into<String>, origin: Origin, error: impl Into<InvalidInput>) -> Self {
        Self { name: name.into(), origin, error: error.into() }
    }
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin)?;
        for (index, problem) in self.error.problems().iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { ": " } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for BadRecord {}

/// The number of problems that are kept for a record.
const MAX_PROBLEMS: usize = 20;

/// Collects the problems of a record. Further problems are only counted, because a file can contain
/// millions.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    kept: Vec<Problem>,
    more: usize,
}

impl Faults {
    pub(crate) fn add(&mut self, problem: Problem) {
        if self.kept.len() < MAX_PROBLEMS {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Returns the problems as an error, if there are any.
    pub(crate) fn settle(mut self) -> Result<(), InvalidInput> {
        if self.more > 0 {
            self.kept.push(Problem::invalid("and", format!("{} more problems", self.more)));
        }
        InvalidInput::if_any(self.kept)
    }
}
