use std::error::Error as StdError;
use std::fmt;

use picsellia_core::TransportError;

/// A call whose deadline passed before an attempt, such as while it waited for a login.
#[derive(Clone, Debug, thiserror::Error)]
#[error("could not {action}: the deadline passed before {before}")]
pub struct DeadlinePassed {
    pub(crate) action: &'static str,
    /// What was to come next.
    pub(crate) before: &'static str,
}

/// A call that received no complete response.
///
/// `Display` names the call, how the exchange failed, and the origin of the request. The
/// [source](StdError::source) is that of the [`TransportError`].
#[derive(Debug)]
pub struct TransportFailure {
    pub(crate) action: &'static str,
    pub(crate) origin: String,
    pub(crate) error: TransportError,
}

impl TransportFailure {
    /// Returns how the exchange failed.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}: {} ({}", self.action, self.error.kind(), self.origin)?;
        match self.error.received() {
            Some(received) => write!(f, ", status {})", received.status().as_str()),
            None => f.write_str(")"),
        }
    }
}

impl StdError for TransportFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
