use std::time::Duration;

use picsellia_core::{TransportError, TransportErrorKind, TransportOptions};

/// How long an exchange may stand still, at which stage.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Patience {
    /// From the end of the request to the head of its response.
    pub response: Duration,
    /// While nothing of the request moves.
    pub write: Duration,
}

impl Patience {
    /// That of the options.
    #[must_use]
    pub fn of(options: &TransportOptions) -> Self {
        Self { response: options.response_timeout, write: options.write_timeout }
    }

    /// The shorter one: how long an exchange may be left alone, whatever stage it comes to.
    #[must_use]
    pub fn shortest(&self) -> Duration {
        self.response.min(self.write)
    }
}

/// At which stage nothing moved for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stall {
    /// There was more of the request to send.
    Write,
    /// It was sent, and no response began.
    Response,
}

/// A [`Timeout`](TransportErrorKind::Timeout) that says what stood still.
impl From<Stall> for TransportError {
    fn from(stall: Stall) -> Self {
        let reason = match stall {
            Stall::Write => "nothing of the request moved within the write timeout",
            Stall::Response => "no response began within the response timeout",
        };
        Self::because(TransportErrorKind::Timeout, reason)
    }
}
