use std::sync::Arc;

use http::StatusCode;
use picsellia_core::endpoint::{DeploymentId, DeploymentInfo, Host, Monitor};
use picsellia_core::{InferenceType, MonitorReceipt, MonitorRequest, Problem, Rejection};
use uuid::Uuid;

use crate::client::Client;
use crate::error::ConfigError;
use crate::sessions::Sessions;
use crate::{Error, ErrorKind, InvalidInput};

/// A model in production, whose predictions are monitored. A clone is cheap and shares the session.
#[derive(Clone, Debug)]
pub struct Deployment(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    info: DeploymentInfo,
    oracle: Option<Oracle>,
}

/// The monitoring service of a deployment.
#[derive(Debug)]
struct Oracle {
    host: Host,
    sessions: Sessions,
}

impl Deployment {
    pub(crate) fn new(client: Client, info: DeploymentInfo) -> Result<Self, Error> {
        let oracle = match info.oracle_host.clone() {
            Some(host) => {
                client.check_host(&host)?;
                let token = client.token().clone();
                let sessions = Sessions::new(client.link().clone(), host.clone(), info.id.clone(), token);
                Some(Oracle { host, sessions })
            }
            None => None,
        };
        Ok(Self(Arc::new(Inner { client, info, oracle })))
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        &self.0.info.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.info.name
    }

    /// What its model infers: the type that predictions must have.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        self.0.info.inference_type
    }

    /// Sends a prediction, and returns when the monitoring service has it.
    ///
    /// The first call logs in. Where an attempt fails, the [`RetryPolicy`](crate::RetryPolicy) of the client decides
    /// whether and when it is made again; all attempts carry the same `Idempotency-Key`, and the same bytes. A refusal
    /// as "already processed" after an attempt whose answer was lost means that it had arrived. A session that
    /// the service no longer accepts is renewed once.
    ///
    /// One request is one prediction: the key stays with it, so after an error the same request may be sent again, and
    /// a service that knows the key (the local one does) stores it once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if the prediction is not of the deployment's type (nothing is sent);
    /// [`ErrorKind::Login`] and [`ErrorKind::Authentication`] if there is no session with the service;
    /// [`ErrorKind::Rejected`] and [`ErrorKind::Transport`] as they say; [`ErrorKind::Unreadable`] if the service answered
    /// 201 with something that is no receipt: then the prediction is probably stored, and
    /// [`UnreadableAnswer::body`](crate::UnreadableAnswer::body) holds what it said.
    pub async fn monitor(&self, request: &MonitorRequest) -> Result<MonitorReceipt, Error> {
        let oracle = self.oracle()?;
        self.check_type(request)?;
        let body = request.encode();
        let key = request.idempotency_key_or_init(|| Uuid::now_v7().to_string());
        let monitor = Monitor::new(self.id(), key, &body);

        let link = self.0.client.link();
        let transport = &*link.transport;
        let mut attempts = link.begin();
        // The refusal of a session, once it has been renewed for it.
        let mut refused: Option<ErrorKind> = None;
        loop {
            let session = match oracle.sessions.current(attempts.time_left(transport)).await {
                Ok(session) => session,
                Err(kind) => return Err(attempts.end(kind)),
            };
            let time_left = attempts.time_left(transport);
            if time_left.is_zero()
                && let Some(kind) = refused
            {
                return Err(attempts.end(kind));
            }
            match link.once(&monitor, &oracle.host, &session.headers, time_left).await {
                Ok(receipt) => return Ok(receipt),
                Err(kind @ ErrorKind::Authentication(_)) => {
                    oracle.sessions.discard(&session);
                    if refused.is_some() {
                        attempts.note(&kind);
                        return Err(attempts.end(kind));
                    }
                    // The service did not look at the prediction, so this is not an attempt at it.
                    refused = Some(kind);
                    continue;
                }
                Err(ErrorKind::Rejected(conflict)) if conflict.status() == StatusCode::CONFLICT => {
                    if is_in_progress(&conflict) {
                        attempts.note_in_hand();
                        attempts.pause_regardless(conflict.into(), transport).await?;
                    } else if attempts.ambiguous() {
                        return Ok(MonitorReceipt::replayed(conflict.body()));
                    } else {
                        let kind = conflict.into();
                        attempts.note(&kind);
                        return Err(attempts.end(kind));
                    }
                }
                Err(kind) => attempts.pause_after(kind, transport).await?,
            }
            refused = None;
        }
    }

    fn oracle(&self) -> Result<&Oracle, Error> {
        self.0.oracle.as_ref().ok_or_else(|| ConfigError::NotMonitored(self.name().to_owned()).into())
    }

    fn check_type(&self, request: &MonitorRequest) -> Result<(), InvalidInput> {
        let (given, wanted) = (request.prediction().inference_type(), self.inference_type());
        if given == wanted {
            return Ok(());
        }
        let message =
            format!("the prediction is of type {given}, but the deployment {:?} is {wanted}", self.name());
        Err(Problem::invalid("raw_predictions", message).into())
    }
}

/// Two meanings of 409 exist in the world; this is the one that asks for patience.
fn is_in_progress(conflict: &Rejection) -> bool {
    conflict.message().is_some_and(|message| message.to_ascii_lowercase().contains("in progress"))
}
