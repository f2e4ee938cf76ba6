//! Request bodies, read within limits.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;

use crate::api_error::ApiError;

/// A client that sends nothing for this long has gone or stalls; large bodies on slow links still pass.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the rest of a refused body is read for.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// Reads a whole body of at most `limit` bytes.
pub(crate) async fn read(headers: &HeaderMap, mut body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let announced = announced_length(headers);
    if announced.is_some_and(|length| length > limit as u64) {
        drain(headers, body, limit).await;
        return Err(too_large(limit));
    }
    // The announced length is the client's word, up to the limit: reserve some of it, let real bytes earn the rest.
    let reserve = announced.unwrap_or(0).min(1024 * 1024);
    let mut collected = BytesMut::with_capacity(usize::try_from(reserve).unwrap_or(0));
    while let Some(data) = next_data(&mut body).await? {
        if collected.is_empty() && announced == Some(data.len() as u64) {
            return Ok(data);
        }
        if collected.len() + data.len() > limit {
            drain(headers, body, limit).await;
            return Err(too_large(limit));
        }
        collected.extend_from_slice(&data);
    }
    Ok(collected.freeze())
}

/// Reads and forgets what a refused request still sends.
///
/// Closing a connection with unread bytes resets it, and many clients then report the reset instead of the answer
/// that says why. Clients that wait for `100 Continue` have sent nothing and read the answer at once.
pub(crate) async fn drain(headers: &HeaderMap, mut body: Body, limit: usize) {
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let mut left = limit.saturating_mul(2);
    let reading = async {
        while let Ok(Some(data)) = next_data(&mut body).await {
            left = left.saturating_sub(data.len());
            if left == 0 {
                break;
            }
        }
    };
    // Out of time means that the client is too slow to be told; the connection is closed.
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, reading).await;
}

async fn next_data(body: &mut Body) -> Result<Option<Bytes>, ApiError> {
    loop {
        match tokio::time::timeout(PROGRESS_TIMEOUT, body.frame()).await {
            Err(_) => {
                return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "The request body stopped arriving"));
            }
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(ApiError::bad_request("The request body ended early")),
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(limit: usize) -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The request body is larger than {limit} bytes"))
}
