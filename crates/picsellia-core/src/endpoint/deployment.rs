use bytes::Bytes;
use serde::Deserialize;

use super::{Endpoint, Host, OrganizationId, get, platform_response, segment};
use crate::id::id;
use crate::prediction::InferenceType;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, UnreadableResponse, json};
use crate::transport::Body;

id! {
    /// The id of a deployment: a UUID.
    DeploymentId
}

/// Looks a deployment up, by name or by id.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum FindDeployment<'a> {
    /// By its name, to the letter.
    #[non_exhaustive]
    ByName {
        /// The organization that it belongs to.
        organization: &'a OrganizationId,
        /// Its name.
        name: &'a str,
    },
    /// By its id.
    #[non_exhaustive]
    ById {
        /// The organization that it belongs to.
        organization: &'a OrganizationId,
        /// Its id.
        id: &'a DeploymentId,
    },
}

impl<'a> FindDeployment<'a> {
    /// By name.
    #[must_use]
    pub fn by_name(organization: &'a OrganizationId, name: &'a str) -> Self {
        Self::ByName { organization, name }
    }

    /// By id.
    #[must_use]
    pub fn by_id(organization: &'a OrganizationId, id: &'a DeploymentId) -> Self {
        Self::ById { organization, id }
    }
}

/// A deployment, as far as monitoring needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeploymentInfo {
    /// Its id.
    pub id: DeploymentId,
    /// Its name.
    pub name: String,
    /// What its model infers.
    pub inference_type: InferenceType,
    /// The same as the platform names it, which is all there is to say of an
    /// [unknown](InferenceType::Unknown) type.
    pub type_name: String,
    /// The monitoring service that it is plugged to, if it is.
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
    /// What it says, or why that cannot be read.
    pub(super) fn info(self) -> Result<DeploymentInfo, String> {
        // A platform that is newer than this version has types of its own. Their deployments can still be looked at.
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
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(key, value).finish();
        get(host, &format!("/api/organization/{}/deployments/find?{query}", segment(organization.as_str())))
    }

    fn action(&self) -> &'static str {
        "find the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<DeploymentInfo, ResponseError> {
        read(self.action(), response)
    }
}

/// Reads a deployment again, as far as monitoring needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct GetDeploymentInfo<'a> {
    id: &'a DeploymentId,
}

impl<'a> GetDeploymentInfo<'a> {
    /// Of this id.
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
