//! From a response of ureq to that of the seam.

use std::io::Read;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Extensions, Response};
use picsellia_core::{TransportError, TransportErrorKind};

use crate::error::within_response;

/// How much is set aside at once for a body that announces a length.
const AHEAD: usize = 64 * 1024;

/// Reads the body of a response, of which no more than `limit` bytes are held.
pub(crate) fn receive(
    response: Response<ureq::Body>,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let (mut parts, body) = response.into_parts();
    // ureq notes the URL there.
    parts.extensions = Extensions::new();
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(limit).min(AHEAD));
    // Until the end: only then ureq keeps the connection.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = body.into_reader().take(most).read_to_end(&mut bytes);
    let error = match read {
        _ if bytes.len() > limit => TransportError::new(TransportErrorKind::ResponseTooLarge),
        Ok(_) => return Ok(Response::from_parts(parts, bytes.into())),
        Err(error) => within_response(error),
    };
    bytes.truncate(limit);
    Err(error.with_received(Response::from_parts(parts, bytes.into())))
}
