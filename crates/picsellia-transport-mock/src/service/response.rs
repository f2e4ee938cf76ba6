use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::json;

pub(super) type Outcome = Result<Response<Bytes>, ErrorResponse>;

/// An error response of the service.
pub(super) struct ErrorResponse {
    status: StatusCode,
    message: &'static str,
    detail: String,
}

impl ErrorResponse {
    fn new(status: StatusCode, message: &'static str, detail: impl Into<String>) -> Self {
        Self { status, message, detail: detail.into() }
    }

    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Bad Request", detail)
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", "the request has no Authorization header")
    }

    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Object not found", detail)
    }

    pub(super) fn conflict(message: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message, detail)
    }

    pub(super) fn into_response(self) -> Response<Bytes> {
        json::response(self.status, &json!({ "message": self.message, "detail": [self.detail] }))
    }
}

pub(super) fn ok(body: &Value) -> Outcome {
    Ok(json::response(StatusCode::OK, body))
}

pub(super) fn created(body: &Value) -> Outcome {
    Ok(json::response(StatusCode::CREATED, body))
}

/// Returns the only match of a query.
pub(super) fn only_one<T>(mut found: impl Iterator<Item = T>, what: &str) -> Result<T, ErrorResponse> {
    match (found.next(), found.count()) {
        (None, _) => Err(ErrorResponse::not_found(format!("no such {what}"))),
        (Some(only), 0) => Ok(only),
        (Some(_), others) => {
            Err(ErrorResponse::conflict("Several objects found", format!("{} match; use the id", others + 1)))
        }
    }
}
