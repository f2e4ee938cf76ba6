//! Reads request bodies within limits of size and rate.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use tokio::time::Instant;

use crate::api_error::ApiError;

/// How long a body may stall. Large bodies on slow links still pass.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the rest of a refused body is read.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a body may arrive below the minimum rate.
const GRACE: Duration = Duration::from_secs(30);
/// The most memory that is reserved because of a `Content-Length` alone.
const MAX_RESERVE: u64 = 1024 * 1024;

/// The limits of a request body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimits {
    /// The largest body, in bytes.
    pub(crate) bytes: usize,
    /// The bytes that must arrive per second on average, after [`GRACE`].
    pub(crate) rate: u64,
}

impl BodyLimits {
    /// Returns the same rate with another size, for an endpoint whose bodies are small.
    pub(crate) fn with_bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }
}

/// Reads a whole body.
pub(crate) async fn read(headers: &HeaderMap, mut body: Body, limits: BodyLimits) -> Result<Bytes, ApiError> {
    let limit = limits.bytes;
    let announced = announced_length(headers);
    if announced.is_some_and(|length| length > limit as u64) {
        drain(headers, body, limit).await;
        return Err(too_large(limit));
    }
    let reserve = announced.unwrap_or(0).min(MAX_RESERVE);
    let mut collected = BytesMut::with_capacity(usize::try_from(reserve).unwrap_or(0));
    let rate = MinimumRate::new(limits.rate);
    while let Some(data) = next_data(&mut body, rate.timeout_after(collected.len())).await? {
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

/// Reads and discards the rest of a refused body.
///
/// Closing a connection with unread bytes resets it. Many clients then report the reset instead of
/// the response. A client that waits for `100 Continue` has sent nothing and reads the response at
/// once.
pub(crate) async fn drain(headers: &HeaderMap, mut body: Body, limit: usize) {
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let mut left = limit.saturating_mul(2);
    let reading = async {
        while let Ok(Some(data)) = next_data(&mut body, PROGRESS_TIMEOUT).await {
            left = left.saturating_sub(data.len());
            if left == 0 {
                break;
            }
        }
    };
    // On a timeout the client is too slow to get the response, and the connection is closed.
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, reading).await;
}

/// Returns the most bytes that a body can have: its announced length, or the limit.
pub(crate) fn expected_length(headers: &HeaderMap, limit: usize) -> Result<usize, ApiError> {
    let announced = announced_length(headers).map_or(Some(limit), |length| usize::try_from(length).ok());
    announced.filter(|length| *length <= limit).ok_or_else(|| too_large(limit))
}

/// The rate that a body must arrive at. Without it, a slow client could hold memory that other
/// requests wait for.
struct MinimumRate {
    started: Instant,
    bytes_per_second: u64,
}

impl MinimumRate {
    fn new(bytes_per_second: u64) -> Self {
        Self { started: Instant::now(), bytes_per_second }
    }

    /// Returns how long the next bytes may take after this many were received.
    fn timeout_after(&self, received: usize) -> Duration {
        if self.bytes_per_second == 0 {
            return PROGRESS_TIMEOUT;
        }
        let earned = Duration::from_secs(received as u64 / self.bytes_per_second);
        (GRACE + earned).saturating_sub(self.started.elapsed()).min(PROGRESS_TIMEOUT)
    }
}

async fn next_data(body: &mut Body, timeout: Duration) -> Result<Option<Bytes>, ApiError> {
    let deadline = Instant::now() + timeout;
    loop {
        match tokio::time::timeout_at(deadline, body.frame()).await {
            Err(_) => {
                let message = "the request body arrives too slowly";
                return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, message));
            }
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(ApiError::bad_request("the request body ended early")),
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
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the request body is larger than {limit} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a body of `chunks` chunks of this many bytes, one per second.
    fn slow_body(bytes: usize, chunks: usize) -> Body {
        Body::from_stream(futures_util::stream::unfold(chunks, move |left| async move {
            let left = left.checked_sub(1)?;
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::convert::Infallible>(vec![b' '; bytes]), left))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_must_keep_the_minimum_rate_after_the_grace_time() {
        let limits = BodyLimits { bytes: 1 << 20, rate: 100 };
        let headers = HeaderMap::new();
        assert_eq!(read(&headers, slow_body(110, 500), limits).await.expect("fast enough").len(), 55_000);
        assert_eq!(read(&headers, slow_body(1, 25), limits).await.expect("within the grace time").len(), 25);
        read(&headers, slow_body(50, 500), limits).await.expect_err("too slow");
        let any = BodyLimits { rate: 0, ..limits };
        assert_eq!(read(&headers, slow_body(1, 500), any).await.expect("no minimum").len(), 500);
    }
}
