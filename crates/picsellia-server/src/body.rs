//! Request bodies, read within limits.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use tokio::time::Instant;

use crate::api_error::ApiError;

/// A client that sends nothing for this long has gone or stalls; large bodies on slow links still pass.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the rest of a refused body is read for.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a body may take however slowly it arrives.
const GRACE: Duration = Duration::from_secs(30);

/// What bodies are held to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimits {
    /// The largest body, in bytes.
    pub(crate) bytes: usize,
    /// The least that must arrive each second on average, in bytes, after a first while.
    pub(crate) rate: u64,
}

impl BodyLimits {
    /// The same rate with another size, for an endpoint whose bodies are small.
    pub(crate) fn of_bytes(self, bytes: usize) -> Self {
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
    // The announced length is the client's word, up to the limit: reserve some of it, let real bytes earn the rest.
    let reserve = announced.unwrap_or(0).min(1024 * 1024);
    let mut collected = BytesMut::with_capacity(usize::try_from(reserve).unwrap_or(0));
    let pace = Pace::new(limits.rate);
    while let Some(data) = next_data(&mut body, pace.allows(collected.len())).await? {
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
/// Closing a connection with unread bytes resets it, and many clients then report the reset instead of the response
/// that says why. Clients that wait for `100 Continue` have sent nothing and read the response at once.
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
    // Out of time means that the client is too slow to be told; the connection is closed.
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, reading).await;
}

/// How many bytes a body may turn out to have: what it announces, else the limit.
pub(crate) fn expected_length(headers: &HeaderMap, limit: usize) -> Result<usize, ApiError> {
    let announced = announced_length(headers).map_or(Some(limit), |length| usize::try_from(length).ok());
    announced.filter(|length| *length <= limit).ok_or_else(|| too_large(limit))
}

/// A body that trickles in holds room that others wait for, for as long as it likes unless it must keep a pace.
struct Pace {
    started: Instant,
    rate: u64,
}

impl Pace {
    fn new(rate: u64) -> Self {
        Self { started: Instant::now(), rate }
    }

    /// How long the next bytes may take after this many.
    fn allows(&self, received: usize) -> Duration {
        if self.rate == 0 {
            return PROGRESS_TIMEOUT;
        }
        let earned = Duration::from_secs(received as u64 / self.rate);
        (GRACE + earned).saturating_sub(self.started.elapsed()).min(PROGRESS_TIMEOUT)
    }
}

async fn next_data(body: &mut Body, patience: Duration) -> Result<Option<Bytes>, ApiError> {
    let deadline = Instant::now() + patience;
    loop {
        match tokio::time::timeout_at(deadline, body.frame()).await {
            Err(_) => {
                return Err(ApiError::new(
                    StatusCode::REQUEST_TIMEOUT,
                    "The request body arrives too slowly",
                ));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A body of `pieces` pieces of this many bytes, one each second.
    fn trickle(bytes: usize, pieces: usize) -> Body {
        Body::from_stream(futures_util::stream::unfold(pieces, move |left| async move {
            let left = left.checked_sub(1)?;
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::convert::Infallible>(vec![b' '; bytes]), left))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_must_keep_the_pace_after_a_while() {
        let limits = BodyLimits { bytes: 1 << 20, rate: 100 };
        let headers = HeaderMap::new();
        assert_eq!(read(&headers, trickle(110, 500), limits).await.expect("fast enough").len(), 55_000);
        assert_eq!(read(&headers, trickle(1, 25), limits).await.expect("soon over").len(), 25);
        read(&headers, trickle(50, 500), limits).await.expect_err("too slow");
        let any = BodyLimits { rate: 0, ..limits };
        assert_eq!(read(&headers, trickle(1, 500), any).await.expect("no pace asked").len(), 500);
    }
}
