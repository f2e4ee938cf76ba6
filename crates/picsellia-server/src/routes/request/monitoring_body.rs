//! The body of a monitoring request, read once there is memory for it.

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};

use crate::api_error::ApiError;
use crate::app::App;
use crate::body;
use crate::in_flight::InFlightPermit;

/// Reads the body of an authorized request. The body of any other request is read and discarded.
pub(in crate::routes) async fn read_monitoring_body<T>(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    authorized: Result<T, ApiError>,
) -> Result<(T, Bytes, InFlightPermit), ApiError> {
    let admit = async {
        let authorized = authorized?;
        let expected = body::expected_length(headers, app.body_limits.bytes)?;
        Ok((authorized, app.in_flight.acquire(expected).await?))
    };
    let admitted: Result<_, ApiError> = admit.await;
    match admitted {
        Ok((authorized, permit)) => {
            Ok((authorized, body::read(headers, body, app.body_limits).await?, permit))
        }
        Err(refused) => {
            body::drain(headers, body, app.body_limits.bytes).await;
            Err(refused)
        }
    }
}

/// Rejects a compressed body, which would otherwise be reported as invalid JSON.
pub(in crate::routes) fn check_encoding(headers: &HeaderMap) -> Result<(), ApiError> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Encoding is not supported; send the JSON uncompressed",
        )),
        _ => Ok(()),
    }
}
