use bytes::Bytes;
use serde::Deserialize;

use super::data::WireData;
use super::query::{self, Listing, NextPage, Page, Query};
use super::{Data, DataFilter, Endpoint, Host, OrganizationId, get, platform_response, segment};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a datalake, a UUID.
    DatalakeId
}

/// The name and id of a datalake, which holds images of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatalakeInfo {
    /// The id.
    pub id: DatalakeId,
    /// The name.
    pub name: String,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
}

impl From<Wire> for DatalakeInfo {
    fn from(Wire { id, name }: Wire) -> Self {
        Self { id: DatalakeId::new(id), name }
    }
}

/// Finds a datalake of an organization: the default one, or one by its name or id.
#[derive(Clone, Copy, Debug)]
pub struct FindDatalake<'a> {
    organization: &'a OrganizationId,
    by: Option<(&'static str, &'a str)>,
}

impl<'a> FindDatalake<'a> {
    /// Creates a request for the default datalake of the organization.
    #[must_use]
    pub fn default_of(organization: &'a OrganizationId) -> Self {
        Self { organization, by: None }
    }

    /// Creates a request for the datalake with exactly this name.
    #[must_use]
    pub fn by_name(organization: &'a OrganizationId, name: &'a str) -> Self {
        Self { organization, by: Some(("name", name)) }
    }

    /// Creates a request for the datalake with this id.
    #[must_use]
    pub fn by_id(organization: &'a OrganizationId, id: &'a DatalakeId) -> Self {
        Self { organization, by: Some(("id", id.as_str())) }
    }
}

impl Endpoint for FindDatalake<'_> {
    type Response = DatalakeInfo;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let mut path = format!("/api/organization/{}/datalake", segment(self.organization.as_str()));
        if let Some((key, value)) = self.by {
            path = format!("{path}?{}", Query::new(String::new()).append_pair(key, value).finish());
        }
        get(host, &path)
    }

    fn action(&self) -> &'static str {
        "find the datalake"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<DatalakeInfo, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<Wire>(self.action(), &response)?.into())
    }
}

/// Lists the datalakes of an organization.
#[derive(Clone, Copy, Debug)]
pub struct ListDatalakes<'a> {
    organization: &'a OrganizationId,
}

impl<'a> ListDatalakes<'a> {
    /// Creates a request for the datalakes of this organization.
    #[must_use]
    pub fn new(organization: &'a OrganizationId) -> Self {
        Self { organization }
    }
}

#[derive(Deserialize)]
struct WireDatalakes {
    items: Vec<Wire>,
}

impl Endpoint for ListDatalakes<'_> {
    type Response = Vec<DatalakeInfo>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/organization/{}/datalakes", segment(self.organization.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the datalakes"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Vec<DatalakeInfo>, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let WireDatalakes { items } = json(self.action(), &response)?;
        Ok(items.into_iter().map(DatalakeInfo::from).collect())
    }
}

/// Lists a page of the `Data` of a datalake.
#[derive(Clone, Copy, Debug)]
pub struct ListData<'a> {
    datalake: &'a DatalakeId,
    listing: Listing<'a>,
}

impl<'a> ListData<'a> {
    /// Creates a request for the first page of the `Data` that match `filter`.
    ///
    /// The page holds at most `limit` of them, and at most [`LARGEST_PAGE`](Self::LARGEST_PAGE).
    #[must_use]
    pub fn new(datalake: &'a DatalakeId, filter: &'a DataFilter, limit: usize) -> Self {
        Self { datalake, listing: Listing { filter, prefix: "", limit, page: None } }
    }

    /// Requests the page that another page names as its [`next`](Page::next), or the first page if
    /// `None`.
    #[must_use]
    pub fn after(mut self, page: Option<&'a NextPage>) -> Self {
        self.listing.page = page;
        self
    }

    /// The largest number of `Data` that one page holds.
    pub const LARGEST_PAGE: usize = query::LARGEST_PAGE;
}

impl Endpoint for ListData<'_> {
    type Response = Page<Data>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let query = self.listing.query()?;
        get(host, &format!("/api/datalake/{}/datas?{query}", segment(self.datalake.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the data"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Page<Data>, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(self.listing.page::<WireData, _>(json(self.action(), &response)?))
    }
}
