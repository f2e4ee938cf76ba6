//! The errors of an input, and of one record.

use std::fmt;
use std::path::{Path, PathBuf};

use picsellia_core::{InferenceType, InvalidInput, Problem};

/// An error that ends the reading of an input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// A file or folder could not be read.
    #[error("cannot read {path}")]
    #[non_exhaustive]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why it could not be read.
        source: std::io::Error,
    },
    /// A file is larger than its reader accepts.
    #[error("{path} is larger than {limit} bytes: split it")]
    #[non_exhaustive]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The largest size that is read, in bytes.
        limit: u64,
    },
    /// A whole file is not in its format.
    #[error("{path}: {message}")]
    #[non_exhaustive]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// The options are invalid, or do not match the files.
    #[error(transparent)]
    Options(#[from] InvalidInput),
    /// The format holds no predictions of this type.
    #[error(
        "{format} files hold no predictions for deployments of type {inference_type}, only for {readable}: \
         use JSON lines, which hold predictions of every type"
    )]
    #[non_exhaustive]
    Unsupported {
        /// The format.
        format: &'static str,
        /// The type of the deployment.
        inference_type: InferenceType,
        /// The types that the format is read for.
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

/// The place of a record in its input. `Display` is made for messages: `results.jsonl:17`,
/// `labels/a.txt`, `instances.json, image 42`.
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

/// A record that cannot be converted to a request. `Display` is one line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BadRecord {
    /// The name of the record within its input: see [`Record::name`](crate::Record::name).
    pub name: String,
    /// The place of the record.
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

/// How many problems of one record are kept.
const MOST_PROBLEMS: usize = 20;

/// The problems of a record while it is read. Only the first ones are kept, and the others are
/// counted: a file may hold millions.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    kept: Vec<Problem>,
    more: usize,
}

impl Faults {
    pub(crate) fn add(&mut self, problem: Problem) {
        if self.kept.len() < MOST_PROBLEMS {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn settle(mut self) -> Result<(), InvalidInput> {
        if self.more > 0 {
            self.kept.push(Problem::invalid("and", format!("{} more problems", self.more)));
        }
        InvalidInput::if_any(self.kept)
    }
}
