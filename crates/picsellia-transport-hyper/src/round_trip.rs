//! Sends one request over an open connection and receives the response.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, request};
use http_body::Body as _;
use hyper::body::Incoming;
use picsellia_core::{Body, TransportError, TransportErrorKind};
use picsellia_transport_support::{PartialResponse, StallTimeout, StallTimeouts};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::connection::Connection;
use crate::error;
use crate::request_body::RequestBody;
use crate::socket::Stage;

/// The limits of an exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) deadline: Instant,
    pub(crate) stall_timeouts: StallTimeouts,
    pub(crate) max_response_bytes: usize,
}

impl Bounds {
    /// Returns when to check the progress of the request again. No stage that follows can time out
    /// earlier.
    fn next_check(&self, now: Instant) -> Instant {
        let next = now.checked_add(self.stall_timeouts.shortest().max(Duration::from_millis(1)));
        next.map_or(self.deadline, |next| next.min(self.deadline))
    }
}

/// How a round trip failed.
pub(crate) enum Failure {
    /// The connection took nothing of the request. Holds the head of the request, and why.
    Unsent(Box<request::Parts>, TransportError),
    Failed(TransportError),
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Failed(error)
    }
}

/// Sends a request and receives its response. What is received goes to `received`, even if the
/// round trip fails.
pub(crate) async fn round_trip(
    connection: &mut Connection,
    head: request::Parts,
    body: &Body,
    bounds: Bounds,
    received: &mut Option<PartialResponse>,
) -> Result<(), Failure> {
    let now = Instant::now();
    connection.socket.begin_request(now);
    let request = Request::from_parts(head, RequestBody::new(body, connection.socket.clone()));
    let mut response = pin!(connection.sender.try_send_request(request));
    let mut sleep = pin!(sleep_until(bounds.next_check(now)));

    let response = poll_fn(|context| {
        connection.drive(context);
        if let Poll::Ready(response) = response.as_mut().poll(context) {
            return Poll::Ready(Ok(response));
        }
        let stall = || stall_deadline(connection.socket.stage(), bounds.stall_timeouts);
        poll_timeout(sleep.as_mut(), context, bounds, stall).map(Err)
    });
    let response = match response.await? {
        Ok(response) => response,
        Err(mut failed) => {
            return Err(match failed.take_message() {
                Some(request) => {
                    Failure::Unsent(Box::new(request.into_parts().0), error::connect_error(failed.error()))
                }
                None => error::before_response(failed.error()).into(),
            });
        }
    };

    let (head, mut body) = response.into_parts();
    let response = received.insert(PartialResponse::new(http::Response::from_parts(head, ())));
    if body.size_hint().lower() > bounds.max_response_bytes as u64 {
        return Err(TransportError::new(TransportErrorKind::ResponseTooLarge).into());
    }
    loop {
        let frame = poll_fn(|context| {
            if let Poll::Ready(frame) = poll_frame(connection, &mut body, context) {
                return Poll::Ready(Ok(frame));
            }
            poll_timeout(sleep.as_mut(), context, bounds, || None).map(Err)
        });
        let Some(frame) = frame.await? else { return Ok(()) };
        // Trailers are ignored.
        if let Ok(piece) = frame.map_err(|error| error::within_response(&error))?.into_data() {
            response.push(&piece, bounds.max_response_bytes)?;
        }
        // If more data is always available, the sleep is never polled.
        if Instant::now() >= bounds.deadline {
            return Err(TransportError::new(TransportErrorKind::Timeout).into());
        }
    }
}

type Frame = Option<hyper::Result<http_body::Frame<bytes::Bytes>>>;

fn poll_frame(connection: &mut Connection, body: &mut Incoming, context: &mut Context<'_>) -> Poll<Frame> {
    // The connection reads only after the body was polled.
    if let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(context) {
        return Poll::Ready(frame);
    }
    connection.drive(context);
    Pin::new(body).poll_frame(context)
}

/// Returns when a request that stays at this stage times out, and the timeout that passes then.
fn stall_deadline(stage: Stage, timeouts: StallTimeouts) -> Option<(Instant, StallTimeout)> {
    let (since, timeout, stall) = match stage {
        Stage::Blocked(since) => (since, timeouts.write, StallTimeout::Write),
        Stage::Sent(since) => (since, timeouts.response, StallTimeout::Response),
        // Reading a file may take any time.
        Stage::AwaitingBody => return None,
    };
    since.checked_add(timeout).map(|deadline| (deadline, stall))
}

/// Resolves once the deadline or an earlier stall deadline has passed. Stall deadlines move, so
/// they are computed again whenever the sleep ends.
fn poll_timeout(
    mut sleep: Pin<&mut Sleep>,
    context: &mut Context<'_>,
    bounds: Bounds,
    stall: impl Fn() -> Option<(Instant, StallTimeout)>,
) -> Poll<TransportError> {
    loop {
        // If a task has used up its budget, tokio reports a sleep that has ended as pending.
        let polled = sleep.as_mut().poll(context);
        let now = Instant::now();
        if polled.is_pending() && now < sleep.deadline() {
            return Poll::Pending;
        }
        let wake_at = match stall() {
            _ if now >= bounds.deadline => {
                return Poll::Ready(TransportError::new(TransportErrorKind::Timeout));
            }
            Some((deadline, stall)) if now >= deadline => return Poll::Ready(stall.into()),
            Some((deadline, _)) => deadline.min(bounds.next_check(now)),
            None => bounds.next_check(now),
        };
        sleep.as_mut().reset(wake_at);
    }
}

#[cfg(test)]
mod tests {
    use picsellia_core::TransportOptions;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::socket::{Socket, SocketStream};

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn bounds(deadline: Duration) -> Bounds {
        let options = TransportOptions::new().write_timeout(seconds(30)).response_timeout(seconds(10));
        Bounds {
            deadline: Instant::now() + deadline,
            stall_timeouts: StallTimeouts::from(&options),
            max_response_bytes: 1_000,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_later_stage_can_time_out_earlier() {
        let (start, bounds) = (Instant::now(), bounds(seconds(300)));
        let sent = start + seconds(12);
        let stage = || if Instant::now() < sent { Stage::Blocked(Instant::now()) } else { Stage::Sent(sent) };
        let mut sleep = pin!(sleep_until(bounds.next_check(start)));
        let error = poll_fn(|context| {
            let stall = || stall_deadline(stage(), bounds.stall_timeouts);
            poll_timeout(sleep.as_mut(), context, bounds, stall)
        });
        assert_eq!(error.await.kind(), TransportErrorKind::Timeout);
        let elapsed = start.elapsed();
        assert!((seconds(22)..seconds(23)).contains(&elapsed), "{elapsed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stage_without_a_timeout_does_not_delay_that_of_the_next() {
        let start = Instant::now();
        let options = TransportOptions::new().write_timeout(Duration::MAX).response_timeout(seconds(10));
        let bounds = Bounds { stall_timeouts: StallTimeouts::from(&options), ..bounds(seconds(300)) };
        let sent = start + seconds(12);
        let stage = || if Instant::now() < sent { Stage::Blocked(start) } else { Stage::Sent(sent) };
        let mut sleep = pin!(sleep_until(bounds.next_check(start)));
        poll_fn(|context| {
            let stall = || stall_deadline(stage(), bounds.stall_timeouts);
            poll_timeout(sleep.as_mut(), context, bounds, stall)
        })
        .await;
        assert_eq!(start.elapsed().as_secs(), 22);
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_holds_although_the_request_progresses() {
        let tiny = TransportOptions::new().write_timeout(Duration::from_nanos(1));
        let normal = bounds(seconds(100));
        for bounds in [normal, Bounds { stall_timeouts: StallTimeouts::from(&tiny), ..bounds(seconds(200)) }]
        {
            let mut sleep = pin!(sleep_until(bounds.next_check(Instant::now())));
            let timeouts = bounds.stall_timeouts;
            let progressing = || stall_deadline(Stage::Blocked(Instant::now() + seconds(1)), timeouts);
            let reading = || stall_deadline(Stage::AwaitingBody, timeouts);
            let start = Instant::now();
            poll_fn(|context| {
                let first = start.elapsed() < seconds(50);
                let stall = || if first { reading() } else { progressing() };
                poll_timeout(sleep.as_mut(), context, bounds, stall)
            })
            .await;
            assert!(Instant::now() >= bounds.deadline);
        }
    }

    /// The connection ends after the pool has asked the system whether it is usable.
    #[tokio::test]
    async fn a_request_that_an_ended_connection_did_not_take_is_returned() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let stream =
            TcpStream::connect(listener.local_addr().expect("its address")).await.expect("a connection");
        drop(listener.accept().await.expect("the same connection"));
        stream.readable().await.expect("the end can be read");
        let socket = Socket::new(stream);
        let started = Connection::start(Box::new(SocketStream(socket.clone())), socket);
        let mut connection = started.await.expect("a connection");
        let (head, body) =
            Request::post("/path").body(Body::from(b"{}".to_vec())).expect("a request").into_parts();
        let result = round_trip(&mut connection, head, &body, bounds(seconds(30)), &mut None).await;
        let Err(Failure::Unsent(head, error)) = result else { panic!("the request was taken") };
        assert_eq!((head.uri.path(), error.kind()), ("/path", TransportErrorKind::Connect));
    }
}
