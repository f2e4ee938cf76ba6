//! From what went wrong to kinds that say whether the request may have been sent.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use picsellia_core::{TransportError, TransportErrorKind};

pub(crate) fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

/// The fault of an exchange within its conversation: of this kind, unless the time was over.
pub(crate) fn within(kind: TransportErrorKind, error: &io::Error) -> TransportError {
    match Overdue::of(error) {
        // The limit of the exchange needs no explanation.
        Some(Overdue::Exchange) => TransportError::new(TransportErrorKind::Timeout),
        Some(overdue) => TransportError::caused_by(TransportErrorKind::Timeout, &overdue),
        None => TransportError::caused_by(kind, error),
    }
}

/// Which bound on time has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overdue {
    /// The limit of the exchange.
    Exchange,
    /// Nothing of the request moved.
    Write,
    /// No response began.
    Response,
}

impl Overdue {
    fn of(error: &io::Error) -> Option<Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref()).copied()
    }
}

impl From<Overdue> for io::Error {
    fn from(overdue: Overdue) -> Self {
        Self::new(io::ErrorKind::TimedOut, overdue)
    }
}

impl fmt::Display for Overdue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exchange => "the time limit passed",
            Self::Write => "nothing of the request moved within the write timeout",
            Self::Response => "no response began within the response timeout",
        })
    }
}

impl StdError for Overdue {}
