use bytes::Bytes;
use serde::Deserialize;

use super::query::Query;
use super::{Endpoint, Host, OrganizationId, get, platform_response, segment};
use crate::id::id;
use crate::prediction::InferenceType;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, UnreadableResponse, json};
use crate::transport::Body;

id! {
    /// The id of a deployment, a UUID.
    DeploymentId
}

/// Finds a deployment by its name or its id.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum FindDeployment<'a> {
    /// Finds the deployment with exactly this name.
    #[non_exhaustive]
    ByName {
        /// The organization that owns the deployment.
        organization: &'a OrganizationId,
        /// The name.
        name: &'a str,
    },
    /// Finds the deployment with this id.
    #[non_exhaustive]
    ById {
        /// The organization that owns the deployment.
        organization: &'a OrganizationId,
        /// The id.
        id: &'a DeploymentId,
    },
}

impl<'a> FindDeployment<'a> {
    /// Creates the call that finds the deployment with exactly this name.
    #[must_use]
    pub fn by_name(organization: &'a OrganizationId, name: &'a str) -> Self {
        Self::ByName { organization, name }
    }

    /// Creates the call that finds the deployment with this id.
    #[must_use]
    pub fn by_id(organization: &'a OrganizationId, id: &'a DeploymentId) -> Self {
        Self::ById { organization, id }
    }
}

/// What monitoring needs to know about a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeploymentInfo {
    /// The id.
    pub id: DeploymentId,
    /// The name.
    pub name: String,
    /// The inference type of its model.
    pub inference_type: InferenceType,
    /// The name that the platform gives to the type. It identifies an
    /// [unknown](InferenceType::Unknown) type.
    pub type_name: String,
    /// The monitoring service that it is connected to. `None` if it is not monitored.
    pub oracle_host: Option<Host>,
}

#[derive(Deserialize)]
pub(super) struct Wire {
    id: String,
    name: String,
    r#type: String,
    oracle_host: Option<String>,
}

impl Wire {
    /// Returns the deployment, or the reason why it cannot be read.
    pub(super) fn info(self) -> Result<DeploymentInfo, String> {
        // A newer platform may have types that this version does not know. Their deployments can
        // still be read.
        let inference_type = self.r#type.parse().unwrap_or(InferenceType::Unknown);
        let oracle_host = match self.oracle_host.as_deref() {
            None | Some("") => None,
            Some(host) => Some(Host::of_url(host).map_err(|error| format!("oracle_host: {error}"))?),
        };
        Ok(DeploymentInfo {
            id: DeploymentId::new(self.id),
            name: self.name,
            inference_type,
            type_name: self.r#type,
            oracle_host,
        })
    }
}

fn read(action: &'static str, response: http::Response<Bytes>) -> Result<DeploymentInfo, ResponseError> {
    let response = platform_response(action, response)?;
    let wire: Wire = json(action, &response)?;
    wire.info().map_err(|reason| UnreadableResponse::new(action, &response, reason).into())
}

impl Endpoint for FindDeployment<'_> {
    type Response = DeploymentInfo;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let (organization, key, value) = match self {
            Self::ByName { organization, name } => (organization, "name", *name),
            Self::ById { organization, id } => (organization, "id", id.as_str()),
        };
        let query = Query::new(String::new()).append_pair(key, value).finish();
        get(host, &format!("/api/organization/{}/deployments/find?{query}", segment(organization.as_str())))
    }

    fn action(&self) -> &'static str {
        "find the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<DeploymentInfo, ResponseError> {
        read(self.action(), response)
    }
}

/// Reads what monitoring needs to know about a deployment.
#[derive(Clone, Copy, Debug)]
pub struct GetDeploymentInfo<'a> {
    id: &'a DeploymentId,
}

impl<'a> GetDeploymentInfo<'a> {
    /// Creates the call for the deployment with this id.
    #[must_use]
    pub fn new(id: &'a DeploymentId) -> Self {
        Self { id }
    }
}

impl Endpoint for GetDeploymentInfo<'_> {
    type Response = DeploymentInfo;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/deployment/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<DeploymentInfo, ResponseError> {
        read(self.action(), response)
    }
}
