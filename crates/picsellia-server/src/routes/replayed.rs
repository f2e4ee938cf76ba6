//! The header of a response that repeats the outcome of an earlier request.

use axum::response::Response;
use http::{HeaderName, HeaderValue};

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Adds `Idempotency-Replayed: true` to a response.
pub(super) fn mark_replayed(mut response: Response) -> Response {
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
