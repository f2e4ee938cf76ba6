//! What a client is told when a request fails: always a JSON object with a `message`.

use std::fmt::Display;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::images::ImageError;
use crate::store::StoreError;

/// A failed request.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
    detail: Option<Value>,
    /// Tells a client whose JWT is too old from one whose JWT is wrong.
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

    /// A request that parses but does not have the shape asked for, with the path of its first problem.
    pub(crate) fn unprocessable(path: &str, message: &str, kind: &str) -> Self {
        let at = if path.is_empty() { String::new() } else { format!("{path}: ") };
        let detail = json!([{ "loc": ["body", path], "msg": message, "type": kind }]);
        Self { detail: Some(detail), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{at}{message}")) }
    }

    /// A failure of this service. Its cause is for the log, not for the client.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = chain(error), "a request failed inside the service");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error")
    }

    /// The storage cannot serve now. Clients retry above 500, and a full disk or a locked database can pass.
    fn unavailable(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = chain(error), "the storage failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The storage is not available")
    }
}

/// An error with its causes, for a log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
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
