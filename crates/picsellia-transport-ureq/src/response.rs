//! Converts a response of ureq.

use std::io::Read;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Extensions, Response};
use picsellia_core::{TransportError, TransportErrorKind};

use crate::error::within_response;

/// The most memory that is reserved for an announced length.
const AHEAD: usize = 64 * 1024;

/// Reads the body of a response. At most `limit` bytes are kept.
pub(crate) fn receive(
    response: Response<ureq::Body>,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let (mut parts, body) = response.into_parts();
    // ureq puts the URL there.
    parts.extensions = Extensions::new();
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(limit).min(AHEAD));
    // One byte more than the limit. ureq keeps the connection only if it has read the end.
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
