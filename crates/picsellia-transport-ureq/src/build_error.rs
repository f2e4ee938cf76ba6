use std::error::Error as StdError;
use std::fmt;

use crate::cause::Cause;

/// The HTTP client could not be set up: an option cannot be what it was set to.
#[derive(Debug)]
pub struct BuildError(Cause);

impl BuildError {
    pub(crate) fn from_source(source: &dyn StdError) -> Self {
        Self(Cause::of(source))
    }

    pub(crate) fn message(message: &str) -> Self {
        Self(Cause::message(message))
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the HTTP client could not be set up")
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}
