use std::error::Error as StdError;
use std::fmt;

use super::cause::Cause;

/// A transport could not be set up: an option cannot be what it was set to. The [source](StdError::source) says which.
#[derive(Debug)]
pub struct BuildError(Cause);

impl BuildError {
    /// For a reason of the transport's own. Credentials in the URL of a proxy do not belong into it.
    pub fn because(reason: impl Into<String>) -> Self {
        Self(Cause::message(reason))
    }

    /// For what another crate says. Its text is kept, and its type is not.
    #[must_use]
    pub fn caused_by(error: &dyn StdError) -> Self {
        Self(Cause::of(error))
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
