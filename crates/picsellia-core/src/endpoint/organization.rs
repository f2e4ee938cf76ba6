use bytes::Bytes;
use serde::Deserialize;

use super::query::Query;
use super::{Endpoint, Host, get, platform_response, segment};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of an organization, a UUID.
    OrganizationId
}

/// Finds an organization by its name.
#[derive(Clone, Copy, Debug)]
pub struct FindOrganization<'a> {
    name: &'a str,
}

impl<'a> FindOrganization<'a> {
    /// Creates the call that finds the organization with exactly this name.
    #[must_use]
    pub fn new(name: &'a str) -> Self {
        Self { name }
    }
}

/// Reads an organization by its id.
#[derive(Clone, Copy, Debug)]
pub struct GetOrganization<'a> {
    id: &'a OrganizationId,
}

impl<'a> GetOrganization<'a> {
    /// Creates the call for the organization with this id.
    #[must_use]
    pub fn new(id: &'a OrganizationId) -> Self {
        Self { id }
    }
}

/// An organization of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Organization {
    /// The id.
    pub id: OrganizationId,
    /// The name.
    pub name: String,
    /// Whether it has a default connector. If it has, every call of the platform must name the
    /// organization.
    pub has_default_connector: bool,
}

#[derive(Deserialize)]
struct WireId {
    id: String,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
    default_connector_id: Option<String>,
}

impl Endpoint for FindOrganization<'_> {
    type Response = OrganizationId;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let query = Query::new(String::new()).append_pair("name", self.name).finish();
        get(host, &format!("/api/organizations/find?{query}"))
    }

    fn action(&self) -> &'static str {
        "find the organization"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<OrganizationId, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let WireId { id } = json(self.action(), &response)?;
        Ok(OrganizationId::new(id))
    }
}

impl Endpoint for GetOrganization<'_> {
    type Response = Organization;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/organization/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the organization"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Organization, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let Wire { id, name, default_connector_id } = json(self.action(), &response)?;
        let has_default_connector = default_connector_id.is_some();
        Ok(Organization { id: OrganizationId::new(id), name, has_default_connector })
    }
}
