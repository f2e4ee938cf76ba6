use bytes::Bytes;
use http::Response;
use picsellia_core::{TransportError, TransportErrorKind};

use crate::Incoming;

/// What comes of an exchange that ended as `result` says, and of whose response this was received.
///
/// # Errors
///
/// The one of `result`, with what was received; and [`ConnectionLost`](TransportErrorKind::ConnectionLost) where all went
/// well and nothing came.
pub fn conclude(
    result: Result<(), TransportError>,
    received: Option<Incoming>,
) -> Result<Response<Bytes>, TransportError> {
    match (result, received.map(Incoming::into_response)) {
        (Ok(()), Some(response)) => Ok(response),
        (Ok(()), None) => Err(TransportError::new(TransportErrorKind::ConnectionLost)),
        (Err(error), Some(received)) => Err(error.with_received(received)),
        (Err(error), None) => Err(error),
    }
}
