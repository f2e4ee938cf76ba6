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
/// Like that of the official SDK, the request carries no `Content-Type`.
#[derive(Clone, Copy, Debug)]
pub struct Monitor<'a> {
    deployment: &'a DeploymentId,
    idempotency_key: &'a str,
    body: &'a Body,
}

impl<'a> Monitor<'a> {
    /// Creates the call from the deployment, the idempotency key and the body.
    ///
    /// The key identifies the prediction and must be the same for each attempt to send it.
    /// [`MonitorRequest::encode`](crate::MonitorRequest::encode) returns the body.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId, idempotency_key: &'a str, body: &'a Body) -> Self {
        Self { deployment, idempotency_key, body }
    }
}

impl Monitor<'_> {
    /// The name of the header that identifies a prediction across attempts.
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

    /// Reads the receipt. Success is exactly status 201 with a JSON object.
    fn read(&self, response: http::Response<Bytes>) -> Result<MonitorReceipt, ResponseError> {
        if response.status() != StatusCode::CREATED {
            return Err(Rejection::new(self.action(), response).into());
        }
        let body: Map<String, Value> = json(self.action(), &response)?;
        Ok(MonitorReceipt::accepted(body))
    }
}
