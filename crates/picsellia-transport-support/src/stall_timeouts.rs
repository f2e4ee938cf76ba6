use std::error::Error;
use std::fmt;
use std::time::Duration;

use picsellia_core::{TransportError, TransportErrorKind, TransportOptions};

/// How long an exchange may make no progress, by stage. [`Duration::MAX`] sets no bound.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct StallTimeouts {
    /// The longest wait from the end of the request to the head of its response.
    pub response: Duration,
    /// The longest time in which no byte of the request is written.
    pub write: Duration,
}

impl StallTimeouts {
    /// Creates the timeouts from the bound on the response and the bound on writing.
    #[must_use]
    pub fn new(response: Duration, write: Duration) -> Self {
        Self { response, write }
    }

    /// Returns the shorter of the two: within this time neither can pass.
    #[must_use]
    pub fn shortest(&self) -> Duration {
        self.response.min(self.write)
    }
}

impl From<&TransportOptions> for StallTimeouts {
    fn from(options: &TransportOptions) -> Self {
        Self::new(options.response_timeout, options.write_timeout)
    }
}

/// The stage at which an exchange made no progress for too long.
///
/// It converts into a [`TransportError`] of the kind [`Timeout`](TransportErrorKind::Timeout).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StallTimeout {
    /// A part of the request was still to be written.
    Write,
    /// The request was written, and no response began.
    Response,
}

impl fmt::Display for StallTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Write => "no byte of the request was written within the write timeout",
            Self::Response => "no response began within the response timeout",
        })
    }
}

impl Error for StallTimeout {}

impl From<StallTimeout> for TransportError {
    fn from(timeout: StallTimeout) -> Self {
        Self::new(TransportErrorKind::Timeout).with_source(timeout)
    }
}
