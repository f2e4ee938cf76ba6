use http::StatusCode;

use crate::transport::{TransportError, TransportErrorKind};

/// Whether a request that failed may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retryability {
    /// No: the response would be the same.
    Never,
    /// Yes: the service has not acted on it.
    Safe,
    /// Yes, but the service may have acted on it already, and may do so twice.
    MayDuplicate,
}

impl Retryability {
    /// What a status other than success says, and whether the response names a time to come back at.
    pub(crate) fn of_status(status: StatusCode, retry_after: bool) -> Self {
        match status.as_u16() {
            // Too many requests, or no capacity and a time to come back: refused before any work.
            429 => Self::Safe,
            503 if retry_after => Self::Safe,
            // The official SDK gives up on a 500; the prediction may be stored, and may not.
            408 | 500..=599 => Self::MayDuplicate,
            _ => Self::Never,
        }
    }

    /// What a failed exchange says.
    #[must_use]
    pub fn of_transport(error: &TransportError) -> Self {
        if let Some(received) = error.received() {
            // The service did what it was asked, and what it said of that is lost.
            if received.status().is_success() {
                return Self::MayDuplicate;
            }
            return Self::of_status(
                received.status(),
                received.headers().contains_key(http::header::RETRY_AFTER),
            );
        }
        match error.kind() {
            TransportErrorKind::Unsendable | TransportErrorKind::BodyUnreadable => Self::Never,
            kind if kind.may_have_been_sent() => Self::MayDuplicate,
            _ => Self::Safe,
        }
    }
}
