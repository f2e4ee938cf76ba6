use bytes::Bytes;
use serde::Deserialize;

use super::{Endpoint, Host, OrganizationId, get, platform_response};
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

/// Reads the owner of the token and its default organization.
#[derive(Clone, Copy, Debug)]
pub struct Ping;

/// The owner of the token and its default organization.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Platform {
    /// The owner of the token.
    pub username: String,
    /// The default organization, if the owner has one.
    pub default_organization: Option<OrganizationId>,
}

#[derive(Deserialize)]
struct Wire {
    username: String,
    default_organization: Option<String>,
}

impl Endpoint for Ping {
    type Response = Platform;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, "/api/home/ping")
    }

    fn action(&self) -> &'static str {
        "sign in"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Platform, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let Wire { username, default_organization } = json(self.action(), &response)?;
        Ok(Platform { username, default_organization: default_organization.map(OrganizationId::new) })
    }
}
