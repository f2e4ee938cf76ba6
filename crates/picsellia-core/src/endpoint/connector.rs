use bytes::Bytes;
use serde::Deserialize;

use super::{DeploymentId, Endpoint, Host, get, platform_response, segment};
use crate::image::Connector;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

/// Reads which object storage holds the images of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct GetConnector<'a> {
    deployment: &'a DeploymentId,
}

impl<'a> GetConnector<'a> {
    /// Creates the call for this deployment.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId) -> Self {
        Self { deployment }
    }
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    client_type: String,
    bucket_name: String,
}

impl Endpoint for GetConnector<'_> {
    type Response = Connector;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/deployment/{}/datalake/connector", segment(self.deployment.as_str())))
    }

    fn action(&self) -> &'static str {
        "find the deployment's storage"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Connector, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let Wire { id, client_type, bucket_name } = json(self.action(), &response)?;
        Ok(Connector::new(id, client_type, bucket_name))
    }
}
