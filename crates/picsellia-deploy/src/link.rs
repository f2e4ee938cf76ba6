//! One exchange with a service: the credentials put on, the answer read, the error given its stage.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use picsellia_core::endpoint::{Endpoint, Host};
use picsellia_core::{AnswerError, ExchangeLimits, MonitorTransport, UnreadableAnswer};

use crate::error::TransportFailure;
use crate::retry::Attempts;
use crate::{Error, RetryPolicy};

/// The way to the services.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) transport: Arc<dyn MonitorTransport>,
    pub(crate) policy: RetryPolicy,
    pub(crate) limits: ExchangeLimits,
}

impl Link {
    pub(crate) fn begin(&self) -> Attempts {
        Attempts::begin(self.policy, &*self.transport)
    }

    /// Makes a call that changes nothing at the service, as often as the policy allows.
    pub(crate) async fn call<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        headers: &HeaderMap,
    ) -> Result<E::Answer, Error> {
        let mut attempts = self.begin();
        loop {
            match self.once(endpoint, host, headers, attempts.time_left(&*self.transport)).await {
                Ok(answer) => return Ok(answer),
                Err(error) => attempts.pause_after(error, &*self.transport).await?,
            }
        }
    }

    /// Makes a call once.
    pub(crate) async fn once<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        headers: &HeaderMap,
        time_left: Duration,
    ) -> Result<E::Answer, Error> {
        let mut request = endpoint.request(host)?;
        let agent = HeaderValue::from_static(concat!("picsellia-rust/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(header::USER_AGENT, agent);
        request.headers_mut().extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));

        let mut limits = self.limits;
        limits.timeout = limits.timeout.min(time_left);
        let error = match self.transport.exchange(request, limits).await {
            Ok(answer) => return endpoint.read(answer).map_err(staged),
            Err(error) => error,
        };
        // The answer broke off, but its status is known, and that is what decides.
        if let Some(received) = error.received() {
            return Err(match endpoint.read(received.clone()) {
                Err(AnswerError::Rejected(rejection)) => staged(rejection.into()),
                _ => UnreadableAnswer::new(endpoint.action(), received, error.to_string()).into(),
            });
        }
        Err(TransportFailure { action: endpoint.action(), host: host.clone(), attempts: 1, error }.into())
    }
}

fn staged(error: AnswerError) -> Error {
    match error {
        AnswerError::Rejected(rejection) if rejection.status() == http::StatusCode::UNAUTHORIZED => {
            Error::Authentication(rejection)
        }
        AnswerError::Rejected(rejection) => Error::Rejected(rejection),
        AnswerError::Unreadable(unreadable) => Error::Unreadable(unreadable),
    }
}

/// The header that carries a credential, marked so that nothing prints it.
pub(crate) fn bearer(credential: &str) -> Option<HeaderMap> {
    let mut value = HeaderValue::from_str(&format!("Bearer {credential}")).ok()?;
    value.set_sensitive(true);
    Some(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}
