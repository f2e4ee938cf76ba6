//! One request and its answer, over a connection that stands.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use http::{Request, request};
use http_body::Body as _;
use hyper::body::Incoming as IncomingBody;
use picsellia_core::{Body, TransportError, TransportErrorKind};
use picsellia_tokio::{Patience, Stall};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::connection::Connection;
use crate::fault;
use crate::incoming::Incoming;
use crate::outflow::Outflow;
use crate::wire::Stage;

/// What bounds an exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) deadline: Instant,
    pub(crate) patience: Patience,
    pub(crate) max_answer_bytes: usize,
}

/// How a conversation failed.
pub(crate) enum Failure {
    /// The connection took nothing of the request, which is given back.
    NotTaken(Box<request::Parts>),
    Fault(TransportError),
}

impl From<TransportError> for Failure {
    fn from(fault: TransportError) -> Self {
        Self::Fault(fault)
    }
}

/// Sends a request and reads its answer to the end, leaving in `answer` what comes of it.
pub(crate) async fn converse(
    connection: &mut Connection,
    head: request::Parts,
    body: &Body,
    bounds: Bounds,
    answer: &mut Option<Incoming>,
) -> Result<(), Failure> {
    let now = Instant::now();
    connection.wire.begin(now);
    let request = Request::from_parts(head, Outflow::new(body, connection.wire.clone()));
    let mut answered = pin!(connection.sender.try_send_request(request));
    // Nothing is over before this: until then it need not be looked how far the request has come.
    let first = now.checked_add(bounds.patience.write.min(bounds.patience.response));
    let mut sleep = pin!(sleep_until(first.map_or(bounds.deadline, |first| first.min(bounds.deadline))));

    let response = poll_fn(|context| {
        connection.drive(context);
        if let Poll::Ready(answered) = answered.as_mut().poll(context) {
            return Poll::Ready(Ok(answered));
        }
        let bound = || stalled(connection.wire.stage(), bounds.patience);
        overdue(sleep.as_mut(), context, bounds.deadline, bound).map(Err)
    });
    let response = match response.await? {
        Ok(response) => response,
        Err(mut failed) => {
            return Err(match failed.take_message() {
                Some(request) => Failure::NotTaken(Box::new(request.into_parts().0)),
                None => fault::before_answer(failed.error()).into(),
            });
        }
    };

    let (head, mut body) = response.into_parts();
    let answer = answer.insert(Incoming::new(http::Response::from_parts(head, ())));
    if body.size_hint().lower() > bounds.max_answer_bytes as u64 {
        return Err(TransportError::new(TransportErrorKind::AnswerTooLarge).into());
    }
    loop {
        let frame = poll_fn(|context| {
            if let Poll::Ready(frame) = next_frame(connection, &mut body, context) {
                return Poll::Ready(Ok(frame));
            }
            overdue(sleep.as_mut(), context, bounds.deadline, || None).map(Err)
        });
        let Some(frame) = frame.await? else { return Ok(()) };
        // Trailers are passed over.
        if let Ok(piece) = frame.map_err(|error| fault::within_answer(&error))?.into_data() {
            answer.push(piece, bounds.max_answer_bytes)?;
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
fn stalled(stage: Stage, patience: Patience) -> Option<(Instant, Stall)> {
    let (since, patience, stall) = match stage {
        Stage::Blocked(since) => (since, patience.write, Stall::Write),
        Stage::Sent(since) => (since, patience.response, Stall::Response),
        // However long a file takes.
        Stage::Reading => (Instant::now(), patience.write, Stall::Write),
    };
    since.checked_add(patience).map(|until| (until, stall))
}

/// Ready once the deadline, or an earlier bound, has passed. Bounds move: they are looked at when the sleep ends.
fn overdue(
    mut sleep: Pin<&mut Sleep>,
    context: &mut Context<'_>,
    deadline: Instant,
    bound: impl Fn() -> Option<(Instant, Stall)>,
) -> Poll<TransportError> {
    loop {
        // A task that has used up its turn is told by a sleep that is over that it is not.
        let polled = sleep.as_mut().poll(context);
        let now = Instant::now();
        if polled.is_pending() && now < sleep.deadline() {
            return Poll::Pending;
        }
        let until = match bound() {
            _ if now >= deadline => return Poll::Ready(TransportError::new(TransportErrorKind::Timeout)),
            Some((until, stall)) if now >= until => return Poll::Ready(stall.into()),
            Some((until, _)) => until.min(deadline),
            None => deadline,
        };
        sleep.as_mut().reset(until);
    }
}
