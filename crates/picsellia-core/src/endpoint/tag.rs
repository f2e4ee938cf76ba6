use bytes::Bytes;
use serde::Deserialize;

use super::query::{NextPage, Page, WireList, whole_list_query};
use super::{DatalakeId, Endpoint, Host, get, platform_response, segment};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a tag, a UUID.
    TagId
}

/// A tag of a datalake.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tag {
    /// The id.
    pub id: TagId,
    /// The name.
    pub name: String,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
}

impl From<Wire> for Tag {
    fn from(Wire { id, name }: Wire) -> Self {
        Self { id: TagId::new(id), name }
    }
}

/// Lists the tags of a datalake. All of them are one page unless the platform splits the list.
#[derive(Clone, Copy, Debug)]
pub struct ListTags<'a> {
    datalake: &'a DatalakeId,
    page: Option<&'a NextPage>,
}

impl<'a> ListTags<'a> {
    /// Creates the call for this datalake.
    #[must_use]
    pub fn new(datalake: &'a DatalakeId) -> Self {
        Self { datalake, page: None }
    }

    /// Selects the page that another page names as its [`next`](Page::next). `None` selects the
    /// first page.
    #[must_use]
    pub fn after(self, page: Option<&'a NextPage>) -> Self {
        Self { page, ..self }
    }
}

impl Endpoint for ListTags<'_> {
    type Response = Page<Tag>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let (datalake, query) = (segment(self.datalake.as_str()), whole_list_query(self.page));
        get(host, &format!("/api/datalake/{datalake}/tags{query}"))
    }

    fn action(&self) -> &'static str {
        "list the tags"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<WireList<Wire>>(self.action(), &response)?.into_page(self.page))
    }
}
