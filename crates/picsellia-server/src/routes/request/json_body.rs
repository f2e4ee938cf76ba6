//! Small JSON bodies of platform calls.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::api_error::ApiError;
use crate::app::App;
use crate::body;

/// Large enough for a review of about ten thousand shapes.
const LIMIT: usize = 4 * 1024 * 1024;

/// A body that is read as JSON whatever its content type. An empty body is an empty object.
#[derive(Debug)]
pub(in crate::routes) struct JsonBody<T>(pub(in crate::routes) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        let (head, body) = request.into_parts();
        let body = body::read(&head.headers, body, app.body_limits.with_bytes(LIMIT)).await?;
        let text = if body.is_empty() { b"{}".as_slice() } else { &body };
        serde_json::from_slice(text).map(Self).map_err(|error| {
            if error.is_data() {
                ApiError::unprocessable("", &error.to_string(), "value_error")
            } else {
                ApiError::bad_request(format_args!("the body is not JSON: {error}"))
            }
        })
    }
}
