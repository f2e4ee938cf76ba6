//! One exchange with a service: the credentials put on, the response read, the error given its stage.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use picsellia_core::endpoint::{Endpoint, Host};
use picsellia_core::{
    MonitorTransport, Rejection, RequestLimits, ResponseError, Secret, TransportError, TransportErrorKind,
    UnreadableResponse,
};

use crate::error::TransportFailure;
use crate::observe::{Observer, exchanging};
use crate::retry::{Attempts, Budget};
use crate::{Delivery, Error, ErrorKind, RetryPolicy};

/// The way to the services.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) transport: Arc<dyn MonitorTransport>,
    pub(crate) policy: RetryPolicy,
    pub(crate) limits: RequestLimits,
    /// What logs in to the monitoring service. It is struck out of whatever a service says.
    pub(crate) token: Secret,
    pub(crate) budget: Arc<Budget>,
    pub(crate) observer: Arc<Observer>,
}

/// What it means for a call to be made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stakes {
    /// Nothing: it reads, logs in, or sets what is set already.
    None,
    /// Something may be stored twice, so doubt about an attempt is remembered and told.
    Storing,
}

impl Link {
    /// The same way with another bound on the body of a response, in bytes.
    pub(crate) fn with_responses_up_to(&self, bytes: usize) -> Self {
        let limits = self.limits.max_response_bytes(self.limits.max_response_bytes.max(bytes));
        Self { limits, ..self.clone() }
    }

    /// Makes a call that may be made twice without harm, as often as the policy allows.
    pub(crate) async fn call<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        headers: &HeaderMap,
    ) -> Result<E::Response, Error> {
        // How predictions are delivered says nothing about reads and logins.
        let mut attempts = Attempts::begin(self, self.policy.delivery(Delivery::AtLeastOnce), Stakes::None);
        loop {
            match self.once(endpoint, host, headers, attempts.time_left(), attempts.stakes()).await {
                Ok(response) => return Ok(response),
                Err(error) => attempts.pause_after(error).await?,
            }
        }
    }

    /// Makes a call that would do harm if it were made twice: once.
    pub(crate) async fn call_once<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        headers: &HeaderMap,
    ) -> Result<E::Response, Error> {
        let mut attempts = Attempts::begin(self, RetryPolicy::never(), Stakes::Storing);
        match self.once(endpoint, host, headers, self.policy.deadline, attempts.stakes()).await {
            Ok(response) => Ok(response),
            Err(kind) => {
                attempts.note(&kind);
                Err(attempts.end(kind))
            }
        }
    }

    /// Makes one attempt at a call.
    pub(crate) async fn once<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        headers: &HeaderMap,
        time_left: Duration,
        stakes: Stakes,
    ) -> Result<E::Response, ErrorKind> {
        let mut request = endpoint.request(host)?;
        let agent = HeaderValue::from_static(concat!("picsellia-rust/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(header::USER_AGENT, agent);
        // As the official SDK has it, whatever the transport adds by itself.
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        request.headers_mut().extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        let url = request.uri().clone();

        let mut limits = self.limits;
        limits.timeout = limits.timeout.min(time_left);
        let exchange = self.transport.exchange(request, limits);
        let error = match exchanging(endpoint.action(), &url, exchange).await {
            Ok(response) => {
                return match endpoint.read(response) {
                    Ok(response) => {
                        self.budget.give();
                        Ok(response)
                    }
                    Err(error) => Err(self.staged(error, headers)),
                };
            }
            Err(error) => error,
        };
        // The response broke off, but its status is known, and that is what decides.
        if let Some(received) = error.received() {
            match (endpoint.read(received.clone()), stakes) {
                (Err(ResponseError::Rejected(rejection)), _) => {
                    return Err(self.staged(rejection.into(), headers));
                }
                (_, Stakes::Storing) => {
                    return Err(
                        UnreadableResponse::new(endpoint.action(), received, error.to_string()).into()
                    );
                }
                (_, Stakes::None) => {}
            }
        }
        // What had come of it could be a session, or a signed URL.
        Err(TransportFailure { action: endpoint.action(), origin: origin(&url), error: error.without_body() }
            .into())
    }

    /// The failure of a call for which no time was left: nothing of it was sent.
    pub(crate) fn too_late(action: &'static str, host: &Host) -> ErrorKind {
        let reason = "the deadline passed before the request could be sent";
        let error = TransportError::because(TransportErrorKind::Connect, reason);
        TransportFailure { action, origin: host.to_string(), error }.into()
    }

    /// The error by its stage, with the credentials struck out of what the service said.
    fn staged(&self, error: ResponseError, headers: &HeaderMap) -> ErrorKind {
        let session = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let session = session.and_then(|value| value.strip_prefix(BEARER)).unwrap_or_default();
        let secrets = [self.token.expose(), session];
        match error {
            ResponseError::Rejected(rejection) => of_rejection(rejection.redacted(&secrets)),
            ResponseError::Unreadable(unreadable) => unreadable.redacted(&secrets).into(),
        }
    }
}

fn of_rejection(rejection: Rejection) -> ErrorKind {
    if rejection.status() == http::StatusCode::UNAUTHORIZED {
        ErrorKind::Authentication(rejection)
    } else {
        rejection.into()
    }
}

/// Where a request goes, as far as it may be told: a path and a query can be secret.
pub(crate) fn origin(uri: &http::Uri) -> String {
    let host = uri.authority().map_or("", |authority| authority.as_str());
    format!("{}://{host}", uri.scheme_str().unwrap_or_default())
}

const BEARER: &str = "Bearer ";

/// The header that carries a credential, marked so that nothing prints it.
pub(crate) fn bearer(credential: &str) -> Option<HeaderMap> {
    let mut value = HeaderValue::from_str(&format!("{BEARER}{credential}")).ok()?;
    value.set_sensitive(true);
    Some(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}
