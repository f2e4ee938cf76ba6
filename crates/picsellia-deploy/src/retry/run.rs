use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use picsellia_core::endpoint::{Endpoint, Host};

use super::attempts::Attempts;
use super::{CallHooks, CallOptions, Caller, Conflict};
use crate::credentials::Credentials;
use crate::exchange::exchange;
use crate::idempotency::Idempotency;
use crate::{Error, ErrorKind};

/// A call of a service.
#[derive(Debug)]
pub(crate) struct Call<'a, E> {
    pub(crate) endpoint: &'a E,
    pub(crate) host: &'a Host,
    pub(crate) options: &'a CallOptions,
    pub(crate) idempotency: Idempotency,
    /// Whether the service may have accepted the same call before.
    pub(crate) possibly_delivered: bool,
}

impl Caller {
    /// Makes a call that can be made twice without harm, with credentials that cannot be renewed.
    pub(crate) async fn call<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        credentials: &Arc<Credentials>,
        options: &CallOptions,
    ) -> Result<E::Response, Error> {
        let idempotency = Idempotency::Idempotent;
        let call = Call { endpoint, host, options, idempotency, possibly_delivered: false };
        self.run(&call, &Fixed(credentials)).await
    }

    /// Deletes something. It is deleted too if it is missing (404) after an attempt that may have
    /// been accepted.
    pub(crate) async fn delete<E: Endpoint<Response = ()> + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        credentials: &Arc<Credentials>,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let idempotency = Idempotency::Idempotent;
        let call = Call { endpoint, host, options, idempotency, possibly_delivered: false };
        self.run(&call, &Deleting(Fixed(credentials))).await
    }

    /// Makes a single attempt at a call that would do harm if it were made twice.
    pub(crate) async fn call_once<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        host: &Host,
        credentials: &Arc<Credentials>,
        options: &CallOptions,
    ) -> Result<E::Response, Error> {
        let options = &options.with_one_attempt();
        let idempotency = Idempotency::NotIdempotent;
        let call = Call { endpoint, host, options, idempotency, possibly_delivered: false };
        self.run(&call, &Fixed(credentials)).await
    }

    /// Makes a call, as often as its policy and its hooks allow.
    pub(crate) async fn run<E, H>(&self, call: &Call<'_, E>, hooks: &H) -> Result<E::Response, Error>
    where
        E: Endpoint + Sync,
        H: CallHooks<E::Response>,
    {
        let Call { endpoint, host, options, idempotency, possibly_delivered } = *call;
        let mut attempts = Attempts::begin(self, options, idempotency);
        if possibly_delivered {
            attempts.note_possibly_delivered();
        }
        // The last 401, while its attempt is repeated with other credentials.
        let mut unauthorized: Option<ErrorKind> = None;
        loop {
            let credentials = match hooks.credentials(options, attempts.time_left()).await {
                Ok(credentials) => credentials,
                Err(kind) => return Err(attempts.end(kind)),
            };
            let time_left = attempts.time_left();
            if time_left.is_zero() {
                let passed = || attempts.deadline_passed(endpoint.action()).into();
                let kind = unauthorized.unwrap_or_else(passed);
                return Err(attempts.end(kind));
            }
            hooks.on_attempt();
            let limits = options.limits_within(time_left);
            let exchanged =
                exchange(&*self.transport, endpoint, host, &credentials, limits, idempotency).await;
            let kind = match exchanged {
                Ok(response) => {
                    self.budget.give();
                    return Ok(response);
                }
                Err(kind) => kind,
            };
            if matches!(kind, ErrorKind::Authentication(_))
                && hooks.on_unauthorized(&credentials)
                && unauthorized.is_none()
            {
                // The service did not process the request, so this does not count as an attempt.
                unauthorized = Some(kind);
                continue;
            }
            unauthorized = None;
            if attempts.is_possibly_delivered()
                && kind.rejection().is_some_and(|refused| refused.status() == StatusCode::NOT_FOUND)
                && let Some(response) = hooks.on_missing()
            {
                return Ok(response);
            }
            match kind {
                ErrorKind::Rejected(conflict) if conflict.status() == StatusCode::CONFLICT => {
                    match hooks.on_conflict(&conflict, attempts.is_possibly_delivered()) {
                        Conflict::Delivered(response) => return Ok(response),
                        Conflict::InProgress => {
                            attempts.note_possibly_delivered();
                            attempts.pause_regardless(conflict.into()).await?;
                        }
                        Conflict::Refused => attempts.pause_after(conflict.into()).await?,
                    }
                }
                kind => attempts.pause_after(kind).await?,
            }
        }
    }
}

/// Credentials that cannot be renewed.
struct Fixed<'a>(&'a Arc<Credentials>);

impl<R> CallHooks<R> for Fixed<'_> {
    async fn credentials(&self, _: &CallOptions, _: Duration) -> Result<Arc<Credentials>, ErrorKind> {
        Ok(Arc::clone(self.0))
    }
}

/// The hooks of a call that deletes something.
struct Deleting<'a>(Fixed<'a>);

impl CallHooks<()> for Deleting<'_> {
    async fn credentials(
        &self,
        options: &CallOptions,
        time_left: Duration,
    ) -> Result<Arc<Credentials>, ErrorKind> {
        CallHooks::<()>::credentials(&self.0, options, time_left).await
    }

    fn on_missing(&self) -> Option<()> {
        Some(())
    }
}
