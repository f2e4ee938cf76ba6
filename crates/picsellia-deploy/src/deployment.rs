use std::sync::Arc;

use http::StatusCode;
use picsellia_core::endpoint::{DeploymentId, DeploymentInfo, Host, Monitor};
use picsellia_core::{InferenceType, MonitorReceipt, MonitorRequest, Problem, Rejection};
use uuid::Uuid;

use crate::client::Client;
use crate::error::ConfigError;
use crate::sessions::Sessions;
use crate::{Error, InvalidInput};

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
    /// # Errors
    ///
    /// [`Error::Invalid`] if the prediction is not of the deployment's type (nothing is sent);
    /// [`Error::Authentication`], [`Error::Rejected`] and [`Error::Transport`] as they say;
    /// [`Error::Unreadable`] if the service answered 201 with something that is no receipt: then the prediction is
    /// probably stored, and [`UnreadableAnswer::body`](crate::UnreadableAnswer::body) holds what it said.
    pub async fn monitor(&self, request: &MonitorRequest) -> Result<MonitorReceipt, Error> {
        let oracle = self.oracle()?;
        self.check_type(request)?;
        let body = request.encode();
        let key = Uuid::now_v7().to_string();
        let monitor = Monitor { deployment: self.id(), idempotency_key: &key, body: &body };

        let link = self.0.client.link();
        let transport = &*link.transport;
        let mut attempts = link.begin();
        let mut renewed = false;
        loop {
            let session = oracle.sessions.current().await?;
            let time_left = attempts.time_left(transport);
            match link.once(&monitor, &oracle.host, &session.headers, time_left).await {
                Ok(receipt) => return Ok(receipt),
                Err(Error::Authentication(_)) if !renewed => {
                    // The service did not look at the prediction, so this is not an attempt at it.
                    renewed = true;
                    oracle.sessions.discard(&session).await;
                }
                Err(Error::Rejected(conflict)) if conflict.status() == StatusCode::CONFLICT => {
                    if is_in_progress(&conflict) {
                        attempts.pause_regardless(conflict.into(), transport).await?;
                    } else if attempts.ambiguous() {
                        return Ok(MonitorReceipt::replayed(conflict.body()));
                    } else {
                        return Err(conflict.into());
                    }
                }
                Err(error) => {
                    attempts.pause_after(error, transport).await?;
                    renewed = false;
                }
            }
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
