use http::StatusCode;

use crate::transport::{TransportError, TransportErrorKind};

/// Whether a failed request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retryability {
    /// No: the result would be the same.
    Never,
    /// Yes: the service has not processed the request.
    Safe,
    /// Yes, but the service may have processed the request already, and might process it twice.
    MayDuplicate,
}

impl Retryability {
    /// Returns the retryability of a status that does not mean success. `retry_after` says whether
    /// the response has that header.
    pub(crate) fn of_status(status: StatusCode, retry_after: bool) -> Self {
        match status.as_u16() {
            // Too many requests, or no capacity and a time to retry: the request was rejected
            // before any work.
            429 => Self::Safe,
            503 if retry_after => Self::Safe,
            // The official SDK does not retry after a 500. The prediction may be stored or not.
            408 | 500..=599 => Self::MayDuplicate,
            _ => Self::Never,
        }
    }

    /// Returns the retryability of a failed exchange.
    #[must_use]
    pub fn of_transport(error: &TransportError) -> Self {
        if let Some(received) = error.received() {
            // The service processed the request, but its response is lost.
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
