use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use picsellia_core::TransportErrorKind;
use serde_json::Value;

use crate::json;

/// How the mock handles one request.
#[derive(Clone)]
#[must_use]
pub struct Reply {
    pub(crate) outcome: Outcome,
    pub(crate) delay: Duration,
}

#[derive(Clone)]
pub(crate) enum Outcome {
    Unscripted,
    Response(Response<Bytes>),
    Truncated(Response<Bytes>),
    Fail(TransportErrorKind),
    LoseResponse,
    Stall,
}

impl Reply {
    /// Creates the reply that the mock gives without a script.
    pub fn unscripted() -> Self {
        Self::new(Outcome::Unscripted)
    }

    /// Creates a response with this status and no body.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not a valid HTTP status.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        Self::from(json::empty(status_code(status)))
    }

    /// Creates a response with this status and a JSON body.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not a valid HTTP status.
    #[track_caller]
    #[allow(clippy::needless_pass_by_value)] // so that callers can pass `json!`
    pub fn json(status: u16, body: Value) -> Self {
        Self::from(json::response(status_code(status), &body))
    }

    /// Creates a failure of this kind. The service does not process the request.
    ///
    /// There are two exceptions, [`Truncated`](TransportErrorKind::Truncated) and
    /// [`ResponseTooLarge`](TransportErrorKind::ResponseTooLarge): the service processes the
    /// request as without a script, and the error contains the head of its response. A
    /// [`Timeout`](TransportErrorKind::Timeout) advances the clock by the timeout of the exchange.
    pub fn fail(kind: TransportErrorKind) -> Self {
        Self::new(Outcome::Fail(kind))
    }

    /// Creates a lost response: the service processes the request as without a script, then the
    /// connection is lost.
    pub fn lose_response() -> Self {
        Self::new(Outcome::LoseResponse)
    }

    /// Creates a stall: the exchange times out, and the service does not process the request.
    pub fn stall() -> Self {
        Self::new(Outcome::Stall)
    }

    /// Adds a header to the response. A reply without a response of its own stays unchanged.
    ///
    /// # Panics
    ///
    /// Panics if the header is invalid.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) else {
            panic!("invalid header: {name:?}: {value:?}");
        };
        if let Outcome::Response(response) | Outcome::Truncated(response) = &mut self.outcome {
            response.headers_mut().append(name, value);
        }
        self
    }

    /// Sets the body of the response. A reply without a response of its own stays unchanged.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        if let Outcome::Response(response) | Outcome::Truncated(response) = &mut self.outcome {
            *response.body_mut() = body.into();
        }
        self
    }

    /// Truncates the response: the connection is lost after the body of this reply. A reply without
    /// a response of its own stays unchanged.
    pub fn truncated(self) -> Self {
        match self.outcome {
            Outcome::Response(response) => Self { outcome: Outcome::Truncated(response), ..self },
            _ => self,
        }
    }

    /// Delays the reply on the clock of the mock.
    ///
    /// If the delay is longer than the timeout of the exchange, the service still processes the
    /// request, and the exchange fails as [`Timeout`](TransportErrorKind::Timeout).
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: Duration::ZERO }
    }
}

impl From<Response<Bytes>> for Reply {
    /// Creates a reply with exactly this response.
    fn from(response: Response<Bytes>) -> Self {
        Self::new(Outcome::Response(response))
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Unscripted => f.write_str("unscripted"),
            Outcome::Response(response) => write!(f, "status({})", response.status().as_u16()),
            Outcome::Truncated(response) => write!(f, "status({}).truncated()", response.status().as_u16()),
            Outcome::Fail(kind) => write!(f, "fail({kind:?})"),
            Outcome::LoseResponse => f.write_str("lose_response"),
            Outcome::Stall => f.write_str("stall"),
        }?;
        if self.delay > Duration::ZERO { write!(f, ".delay({:?})", self.delay) } else { Ok(()) }
    }
}

#[track_caller]
fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or_else(|_| panic!("invalid HTTP status: {status}"))
}
