use bytes::Bytes;
use http::StatusCode;
use serde_json::{Map, Value};

use super::{DeploymentId, Endpoint, Host, post_under_key, segment};
use crate::answer::{AnswerError, Rejection, json};
use crate::monitor::MonitorReceipt;
use crate::problem::InvalidInput;
use crate::transport::Body;

/// Sends a prediction to the monitoring service.
///
/// The request carries no `Content-Type`, as that of the official SDK.
#[derive(Clone, Copy, Debug)]
pub struct Monitor<'a> {
    deployment: &'a DeploymentId,
    idempotency_key: &'a str,
    body: &'a Body,
}

impl<'a> Monitor<'a> {
    /// Of this deployment: `idempotency_key` names the prediction, the same for each attempt to send it, and `body` is what
    /// [`MonitorRequest::encode`](crate::MonitorRequest::encode) gives.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId, idempotency_key: &'a str, body: &'a Body) -> Self {
        Self { deployment, idempotency_key, body }
    }
}

impl Monitor<'_> {
    /// The header that names a prediction across its attempts.
    pub const IDEMPOTENCY_KEY: &'static str = "idempotency-key";
}

impl Endpoint for Monitor<'_> {
    type Answer = MonitorReceipt;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = ["/api/deployment/", &segment(self.deployment.as_str()), "/predictions"].concat();
        post_under_key(host, &path, self.idempotency_key, self.body)
    }

    fn action(&self) -> &'static str {
        "monitor the prediction"
    }

    /// Success is exactly 201, with a JSON object.
    fn read(&self, answer: http::Response<Bytes>) -> Result<MonitorReceipt, AnswerError> {
        if answer.status() != StatusCode::CREATED {
            return Err(Rejection::new(self.action(), answer).into());
        }
        let body: Map<String, Value> = json(self.action(), &answer)?;
        Ok(MonitorReceipt::accepted(body))
    }
}
