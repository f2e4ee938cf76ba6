//! The response to a failed request: always a JSON object with a `message`.

use std::error::Error;
use std::fmt::Display;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::error_chain::error_chain;
use crate::images::ImageError;
use crate::in_flight::TooManyInFlight;
use crate::store::StoreError;

/// A failed request.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
    detail: Option<Value>,
    /// Lets clients distinguish an expired JWT from an invalid one.
    expired: bool,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), detail: None, expired: false }
    }

    pub(crate) fn bad_request(message: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message.to_string())
    }

    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    pub(crate) fn expired(message: &str) -> Self {
        Self { expired: true, ..Self::unauthorized(message) }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} not found"))
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this endpoint does not support the method")
    }

    pub(crate) fn conflict(message: &str) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// Creates the error for valid JSON that does not match the schema. `path` is the path of the
    /// first problem.
    pub(crate) fn unprocessable(path: &str, message: &str, kind: &str) -> Self {
        let at = if path.is_empty() { String::new() } else { format!("{path}: ") };
        let detail = json!([{ "loc": ["body", path], "msg": message, "type": kind }]);
        Self { detail: Some(detail), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{at}{message}")) }
    }

    /// Creates the error for a failure of this service. The cause is logged, and not sent.
    pub(crate) fn internal(error: &dyn Error) -> Self {
        tracing::error!(error = error_chain(error), "a request failed inside the service");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal error")
    }

    /// Creates the error for a failure of the storage. The cause is logged, and not sent.
    ///
    /// Clients retry a 503: a full disk or a locked database can recover.
    fn unavailable(error: &dyn Error) -> Self {
        tracing::error!(error = error_chain(error), "the storage failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the storage is not available; try again later")
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::unavailable(&error)
    }
}

impl From<ImageError> for ApiError {
    fn from(error: ImageError) -> Self {
        Self::unavailable(&error)
    }
}

impl From<TooManyInFlight> for ApiError {
    fn from(error: TooManyInFlight) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message });
        if let (Some(detail), Some(fields)) = (self.detail, body.as_object_mut()) {
            fields.insert("detail".to_owned(), detail);
        }
        if let (true, Some(fields)) = (self.expired, body.as_object_mut()) {
            fields.insert("expired".to_owned(), Value::Bool(true));
        }
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
