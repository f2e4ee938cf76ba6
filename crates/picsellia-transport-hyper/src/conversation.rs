//! One request and its response, over a connection that stands.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, request};
use http_body::Body as _;
use hyper::body::Incoming as IncomingBody;
use picsellia_core::{Body, TransportError, TransportErrorKind};
use picsellia_transport_support::{PartialResponse, StallTimeout, StallTimeouts};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::connection::Connection;
use crate::fault;
use crate::outflow::Outflow;
use crate::wire::Stage;

/// What bounds an exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) deadline: Instant,
    pub(crate) patience: StallTimeouts,
    pub(crate) max_response_bytes: usize,
}

impl Bounds {
    /// When it has to be looked how far a request has come, after `now`. Whatever stage follows, nothing is over before.
    fn next_look(&self, now: Instant) -> Instant {
        let next = now.checked_add(self.patience.shortest().max(Duration::from_millis(1)));
        next.map_or(self.deadline, |next| next.min(self.deadline))
    }
}

/// How a conversation failed.
pub(crate) enum Failure {
    /// The connection took nothing of the request, which is given back, and why.
    NotTaken(Box<request::Parts>, TransportError),
    Fault(TransportError),
}

impl From<TransportError> for Failure {
    fn from(fault: TransportError) -> Self {
        Self::Fault(fault)
    }
}

/// Sends a request and reads its response to the end, leaving in `received` what comes of it.
pub(crate) async fn converse(
    connection: &mut Connection,
    head: request::Parts,
    body: &Body,
    bounds: Bounds,
    received: &mut Option<PartialResponse>,
) -> Result<(), Failure> {
    let now = Instant::now();
    connection.wire.begin(now);
    let request = Request::from_parts(head, Outflow::new(body, connection.wire.clone()));
    let mut answered = pin!(connection.sender.try_send_request(request));
    let mut sleep = pin!(sleep_until(bounds.next_look(now)));

    let response = poll_fn(|context| {
        connection.drive(context);
        if let Poll::Ready(answered) = answered.as_mut().poll(context) {
            return Poll::Ready(Ok(answered));
        }
        let bound = || stalled(connection.wire.stage(), bounds.patience);
        overdue(sleep.as_mut(), context, bounds, bound).map(Err)
    });
    let response = match response.await? {
        Ok(response) => response,
        Err(mut failed) => {
            return Err(match failed.take_message() {
                Some(request) => {
                    Failure::NotTaken(Box::new(request.into_parts().0), fault::unconnected(failed.error()))
                }
                None => fault::before_response(failed.error()).into(),
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
            if let Poll::Ready(frame) = next_frame(connection, &mut body, context) {
                return Poll::Ready(Ok(frame));
            }
            overdue(sleep.as_mut(), context, bounds, || None).map(Err)
        });
        let Some(frame) = frame.await? else { return Ok(()) };
        // Trailers are passed over.
        if let Ok(piece) = frame.map_err(|error| fault::within_response(&error))?.into_data() {
            response.push(&piece, bounds.max_response_bytes)?;
        }
        // Where there is always more to read, nothing is ever waited for.
        if Instant::now() >= bounds.deadline {
            return Err(TransportError::new(TransportErrorKind::Timeout).into());
        }
    }
}

type Frame = Option<hyper::Result<http_body::Frame<bytes::Bytes>>>;

fn next_frame(
    connection: &mut Connection,
    body: &mut IncomingBody,
    context: &mut Context<'_>,
) -> Poll<Frame> {
    // That it is asked for is what the connection waits for.
    if let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(context) {
        return Poll::Ready(frame);
    }
    connection.drive(context);
    Pin::new(body).poll_frame(context)
}

/// When a request that stands at this stage has stood for too long, and what it then is.
fn stalled(stage: Stage, patience: StallTimeouts) -> Option<(Instant, StallTimeout)> {
    let (since, patience, stall) = match stage {
        Stage::Blocked(since) => (since, patience.write, StallTimeout::Write),
        Stage::Sent(since) => (since, patience.response, StallTimeout::Response),
        // However long a file takes.
        Stage::Reading => return None,
    };
    since.checked_add(patience).map(|until| (until, stall))
}

/// Ready once the deadline, or an earlier bound, has passed. Bounds move: they are looked at when the sleep ends.
fn overdue(
    mut sleep: Pin<&mut Sleep>,
    context: &mut Context<'_>,
    bounds: Bounds,
    bound: impl Fn() -> Option<(Instant, StallTimeout)>,
) -> Poll<TransportError> {
    loop {
        // A task that has used up its turn is told by a sleep that is over that it is not.
        let polled = sleep.as_mut().poll(context);
        let now = Instant::now();
        if polled.is_pending() && now < sleep.deadline() {
            return Poll::Pending;
        }
        let until = match bound() {
            _ if now >= bounds.deadline => {
                return Poll::Ready(TransportError::new(TransportErrorKind::Timeout));
            }
            Some((until, stall)) if now >= until => return Poll::Ready(stall.into()),
            Some((until, _)) => until.min(bounds.next_look(now)),
            None => bounds.next_look(now),
        };
        sleep.as_mut().reset(until);
    }
}

#[cfg(test)]
mod tests {
    use picsellia_core::TransportOptions;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::wire::{Socket, Wire};

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn bounds(deadline: Duration) -> Bounds {
        let options = TransportOptions::new().write_timeout(seconds(30)).response_timeout(seconds(10));
        Bounds {
            deadline: Instant::now() + deadline,
            patience: StallTimeouts::from(&options),
            max_response_bytes: 1_000,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stage_that_comes_later_may_end_earlier() {
        let (start, bounds) = (Instant::now(), bounds(seconds(300)));
        let sent = start + seconds(12);
        let stage = || if Instant::now() < sent { Stage::Blocked(Instant::now()) } else { Stage::Sent(sent) };
        let mut sleep = pin!(sleep_until(bounds.next_look(start)));
        let fault =
            poll_fn(|context| overdue(sleep.as_mut(), context, bounds, || stalled(stage(), bounds.patience)));
        assert_eq!(fault.await.kind(), TransportErrorKind::Timeout);
        let passed = start.elapsed();
        assert!((seconds(22)..seconds(23)).contains(&passed), "{passed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stage_without_a_bound_hides_none_of_the_next() {
        let start = Instant::now();
        let options = TransportOptions::new().write_timeout(Duration::MAX).response_timeout(seconds(10));
        let bounds = Bounds { patience: StallTimeouts::from(&options), ..bounds(seconds(300)) };
        let sent = start + seconds(12);
        let stage = || if Instant::now() < sent { Stage::Blocked(start) } else { Stage::Sent(sent) };
        let mut sleep = pin!(sleep_until(bounds.next_look(start)));
        poll_fn(|context| overdue(sleep.as_mut(), context, bounds, || stalled(stage(), bounds.patience)))
            .await;
        assert_eq!(start.elapsed().as_secs(), 22);
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_holds_whatever_moves() {
        let hardly_any = TransportOptions::new().write_timeout(Duration::from_nanos(1));
        let usual = bounds(seconds(100));
        for bounds in [usual, Bounds { patience: StallTimeouts::from(&hardly_any), ..bounds(seconds(200)) }] {
            let mut sleep = pin!(sleep_until(bounds.next_look(Instant::now())));
            let moving = || stalled(Stage::Blocked(Instant::now() + seconds(1)), bounds.patience);
            let reading = || stalled(Stage::Reading, bounds.patience);
            let start = Instant::now();
            poll_fn(|context| {
                let at_first = start.elapsed() < seconds(50);
                overdue(sleep.as_mut(), context, bounds, || if at_first { reading() } else { moving() })
            })
            .await;
            assert!(Instant::now() >= bounds.deadline);
        }
    }

    /// Whether the runtime knows it or not: the system did not tell when it was asked.
    #[tokio::test]
    async fn a_request_that_an_ended_connection_did_not_take_is_given_back() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let stream =
            TcpStream::connect(listener.local_addr().expect("its address")).await.expect("a connection");
        drop(listener.accept().await.expect("the same connection"));
        stream.readable().await.expect("the end can be read");
        let wire = Wire::new(stream);
        let over = Connection::over(Box::new(Socket(wire.clone())), wire);
        let mut connection = over.await.expect("a connection");
        let (head, body) =
            Request::post("/path").body(Body::from(b"{}".to_vec())).expect("a request").into_parts();
        let said = converse(&mut connection, head, &body, bounds(seconds(30)), &mut None).await;
        let Err(Failure::NotTaken(head, fault)) = said else { panic!("the request was taken") };
        assert_eq!((head.uri.path(), fault.kind()), ("/path", TransportErrorKind::Connect));
    }
}
