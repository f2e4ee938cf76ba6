use bytes::Bytes;
use http::StatusCode;
use serde_json::{Map, Value};

use super::{DeploymentId, Endpoint, Host, post_under_key, segment};
use crate::monitor::MonitorReceipt;
use crate::problem::InvalidInput;
use crate::response::{Rejection, ResponseError, json};
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
    type Response = MonitorReceipt;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = ["/api/deployment/", &segment(self.deployment.as_str()), "/predictions"].concat();
        post_under_key(host, &path, self.idempotency_key, self.body)
    }

    fn action(&self) -> &'static str {
        "monitor the prediction"
    }

    /// Success is exactly 201, with a JSON object.
    fn read(&self, response: http::Response<Bytes>) -> Result<MonitorReceipt, ResponseError> {
        if response.status() != StatusCode::CREATED {
            return Err(Rejection::new(self.action(), response).into());
        }
        let body: Map<String, Value> = json(self.action(), &response)?;
        Ok(MonitorReceipt::accepted(body))
    }
}
