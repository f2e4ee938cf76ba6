use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{DeploymentId, Endpoint, Host, segment};
use crate::problem::InvalidInput;
use crate::response::{Rejection, ResponseError, json};
use crate::transport::Body;

/// Reads what the monitoring service knows about a deployment.
#[derive(Clone, Copy, Debug)]
pub struct RetrieveInformation<'a> {
    deployment: &'a DeploymentId,
}

impl<'a> RetrieveInformation<'a> {
    /// Creates a request about this deployment.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId) -> Self {
        Self { deployment }
    }
}

impl Endpoint for RetrieveInformation<'_> {
    type Response = Map<String, Value>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = format!("/api/deployment/{}", segment(self.deployment.as_str()));
        host.request(Method::GET, &path, Body::empty())
    }

    fn action(&self) -> &'static str {
        "read the information of the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Map<String, Value>, ResponseError> {
        if response.status() != StatusCode::OK {
            return Err(Rejection::new(self.action(), response).into());
        }
        Ok(json(self.action(), &response)?)
    }
}
