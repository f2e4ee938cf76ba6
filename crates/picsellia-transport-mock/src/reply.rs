use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use picsellia_core::TransportErrorKind;
use serde_json::Value;

use crate::json;

/// What the mock does with one request.
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
    /// What the mock does without a script.
    pub fn unscripted() -> Self {
        Self::new(Outcome::Unscripted)
    }

    /// A response with this status and no body.
    ///
    /// # Panics
    ///
    /// If there is no such status.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        Self::from(json::empty(status_code(status)))
    }

    /// A response with this status and a body of JSON.
    ///
    /// # Panics
    ///
    /// If there is no such status.
    #[track_caller]
    #[allow(clippy::needless_pass_by_value)] // For `json!` at the call.
    pub fn json(status: u16, body: Value) -> Self {
        Self::from(json::response(status_code(status), &body))
    }

    /// The request fails as this kind, and the service does not act on it.
    ///
    /// For the kinds that know a status ([`Truncated`](TransportErrorKind::Truncated) and
    /// [`ResponseTooLarge`](TransportErrorKind::ResponseTooLarge)) the service acts as without a script, and the error
    /// holds the head of its response. A [`Timeout`](TransportErrorKind::Timeout) takes the time of the limit.
    pub fn fail(kind: TransportErrorKind) -> Self {
        Self::new(Outcome::Fail(kind))
    }

    /// The service acts on the request as without a script, and the connection is lost before its response.
    pub fn lose_response() -> Self {
        Self::new(Outcome::LoseResponse)
    }

    /// No response comes within the limit on time, and the service does not act on the request.
    pub fn stall() -> Self {
        Self::new(Outcome::Stall)
    }

    /// The same response with one more header. Changes nothing of a reply that states no response.
    ///
    /// # Panics
    ///
    /// If this is no header of HTTP.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) else {
            panic!("not a header of HTTP: {name:?}: {value:?}");
        };
        if let Outcome::Response(response) | Outcome::Truncated(response) = &mut self.outcome {
            response.headers_mut().append(name, value);
        }
        self
    }

    /// The same response with this body. Changes nothing of a reply that states no response.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        if let Outcome::Response(response) | Outcome::Truncated(response) = &mut self.outcome {
            *response.body_mut() = body.into();
        }
        self
    }

    /// The response breaks off after the body that was stated. Changes nothing of a reply that states no response.
    pub fn truncated(self) -> Self {
        match self.outcome {
            Outcome::Response(response) => Self { outcome: Outcome::Truncated(response), ..self },
            _ => self,
        }
    }

    /// The same, after this time on the mock's clock. Where that is longer than the limit of the exchange, the
    /// service acts and the exchange ends as [`Timeout`](TransportErrorKind::Timeout).
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: Duration::ZERO }
    }
}

impl From<Response<Bytes>> for Reply {
    /// A response, exactly as given.
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
    StatusCode::from_u16(status).unwrap_or_else(|_| panic!("no status of HTTP: {status}"))
}
