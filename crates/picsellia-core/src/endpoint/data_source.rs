use bytes::Bytes;
use serde::Deserialize;

use super::query::{NextPage, Page, WireList, whole_list_query};
use super::{Endpoint, Host, OrganizationId, get, platform_response, segment};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a data source, a UUID.
    DataSourceId
}

/// A data source of an organization: the origin of images, such as a camera.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataSource {
    /// The id.
    pub id: DataSourceId,
    /// The name.
    pub name: String,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
}

impl From<Wire> for DataSource {
    fn from(Wire { id, name }: Wire) -> Self {
        Self { id: DataSourceId::new(id), name }
    }
}

/// Lists the data sources of an organization. All of them are one page unless the platform splits
/// the list.
#[derive(Clone, Copy, Debug)]
pub struct ListDataSources<'a> {
    organization: &'a OrganizationId,
    page: Option<&'a NextPage>,
}

impl<'a> ListDataSources<'a> {
    /// Creates the call for this organization.
    #[must_use]
    pub fn new(organization: &'a OrganizationId) -> Self {
        Self { organization, page: None }
    }

    /// Selects the page that another page names as its [`next`](Page::next). `None` selects the
    /// first page.
    #[must_use]
    pub fn after(self, page: Option<&'a NextPage>) -> Self {
        Self { page, ..self }
    }
}

impl Endpoint for ListDataSources<'_> {
    type Response = Page<DataSource>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let (organization, query) = (segment(self.organization.as_str()), whole_list_query(self.page));
        get(host, &format!("/api/organization/{organization}/datasources{query}"))
    }

    fn action(&self) -> &'static str {
        "list the data sources"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<WireList<Wire>>(self.action(), &response)?.into_page(self.page))
    }
}
