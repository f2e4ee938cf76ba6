use std::error::Error as StdError;
use std::fmt;

use super::cause::Cause;

/// A transport could not be created because of an invalid option. Its [source](StdError::source)
/// names the option.
#[derive(Debug)]
pub struct BuildError(Cause);

impl BuildError {
    /// Creates an error with a reason of the transport's own. It must not contain the credentials
    /// of a proxy's URL.
    pub fn because(reason: impl Into<String>) -> Self {
        Self(Cause::message(reason))
    }

    /// Creates an error that another crate's error caused. It keeps the text of that error, but not
    /// its type.
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
