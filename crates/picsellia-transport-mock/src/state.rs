//! The state of a mock, and how it performs an exchange.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use picsellia_core::{Body, RequestLimits, TransportError, TransportErrorKind};

use crate::clock::Clock;
use crate::expected::Expected;
use crate::recorded::RecordedRequest;
use crate::reply::{Outcome, Reply};
use crate::scripts::Scripts;
use crate::service::Service;

type Exchanged = Result<Response<Bytes>, TransportError>;

pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) scripts: Scripts,
    pub(crate) service: Service,
    pub(crate) requests: Vec<RecordedRequest>,
    pub(crate) expectations: Vec<Expected>,
    ids: usize,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            clock: Clock::new(),
            scripts: Scripts::default(),
            service: Service::default(),
            requests: Vec::new(),
            expectations: Vec::new(),
            ids: 0,
        }
    }

    /// Returns a number that was not used before.
    pub(crate) fn next_id(&mut self) -> usize {
        self.ids += 1;
        self.ids
    }

    pub(crate) fn exchange(&mut self, request: Request<Body>, limits: RequestLimits) -> Exchanged {
        if request.uri().authority().is_none() {
            return Err(TransportError::new(TransportErrorKind::Unsendable));
        }
        if limits.timeout.is_zero() {
            return Err(TransportError::new(TransportErrorKind::Timeout));
        }
        let request = RecordedRequest::new(request)?;
        let reply = self.scripts.next(request.route());
        let exchanged = self.perform(&request, reply, limits);
        self.requests.push(request);
        exchanged.and_then(|response| within(limits, response))
    }

    fn perform(&mut self, request: &RecordedRequest, reply: Reply, limits: RequestLimits) -> Exchanged {
        let late = reply.delay > limits.timeout;
        self.clock.pass(reply.delay.min(limits.timeout));
        let at = self.clock.time();
        let exchanged = match reply.outcome {
            Outcome::Unscripted => Ok(self.service.respond(request, at)),
            Outcome::Response(response) => {
                self.service.store_scripted(request, &response, at);
                Ok(response)
            }
            Outcome::Truncated(part) => {
                self.service.store_scripted(request, &part, at);
                Err(TransportError::new(TransportErrorKind::Truncated).with_received(part))
            }
            Outcome::LoseResponse => {
                self.service.respond(request, at);
                Err(TransportError::new(TransportErrorKind::ConnectionLost))
            }
            Outcome::Stall => Err(self.time_out(reply.delay, limits)),
            Outcome::Fail(TransportErrorKind::Timeout) => Err(self.time_out(reply.delay, limits)),
            Outcome::Fail(kind @ (TransportErrorKind::Truncated | TransportErrorKind::ResponseTooLarge)) => {
                let head = self.service.respond(request, at).map(|_| Bytes::new());
                Err(TransportError::new(kind).with_received(head))
            }
            Outcome::Fail(kind) => Err(TransportError::new(kind)),
        };
        if late { Err(TransportError::new(TransportErrorKind::Timeout)) } else { exchanged }
    }

    /// Advances the clock to the timeout of the exchange.
    fn time_out(&mut self, passed: Duration, limits: RequestLimits) -> TransportError {
        self.clock.pass(limits.timeout.saturating_sub(passed));
        TransportError::new(TransportErrorKind::Timeout)
    }
}

fn within(limits: RequestLimits, response: Response<Bytes>) -> Exchanged {
    if response.body().len() <= limits.max_response_bytes {
        return Ok(response);
    }
    let received = response.map(|body| body.slice(..limits.max_response_bytes));
    Err(TransportError::new(TransportErrorKind::ResponseTooLarge).with_received(received))
}
