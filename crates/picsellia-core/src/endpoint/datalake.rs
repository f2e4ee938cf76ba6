use bytes::Bytes;
use serde::Deserialize;

use super::data::WireData;
use super::query::{self, Page, WirePage};
use super::{Data, DataFilter, Endpoint, Host, OrganizationId, get, platform_answer, segment};
use crate::answer::{AnswerError, json};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::transport::Body;

id! {
    /// The id of a datalake: a UUID.
    DatalakeId
}

/// Reads the default datalake of an organization.
#[derive(Clone, Copy, Debug)]
pub struct DefaultDatalake<'a> {
    organization: &'a OrganizationId,
}

impl<'a> DefaultDatalake<'a> {
    /// Of this organization.
    #[must_use]
    pub fn new(organization: &'a OrganizationId) -> Self {
        Self { organization }
    }
}

/// A datalake: where the images of an organization are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Datalake {
    /// Its id.
    pub id: DatalakeId,
    /// Its name.
    pub name: String,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
}

impl Endpoint for DefaultDatalake<'_> {
    type Answer = Datalake;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/organization/{}/datalake", segment(self.organization.as_str())))
    }

    fn action(&self) -> &'static str {
        "find the datalake"
    }

    fn read(&self, answer: http::Response<Bytes>) -> Result<Datalake, AnswerError> {
        let answer = platform_answer(self.action(), answer)?;
        let Wire { id, name } = json(self.action(), &answer)?;
        Ok(Datalake { id: DatalakeId::new(id), name })
    }
}

/// Lists a page of the data of a datalake.
#[derive(Clone, Copy, Debug)]
pub struct ListData<'a> {
    datalake: &'a DatalakeId,
    filter: &'a DataFilter,
    limit: usize,
    cursor: Option<&'a str>,
}

impl<'a> ListData<'a> {
    /// The first page of the data that `filter` lets through, with at most `limit` of them, up to
    /// [`LARGEST_PAGE`](Self::LARGEST_PAGE).
    #[must_use]
    pub fn new(datalake: &'a DatalakeId, filter: &'a DataFilter, limit: usize) -> Self {
        Self { datalake, filter, limit, cursor: None }
    }

    /// The page after the one that ended with this cursor.
    #[must_use]
    pub fn after(self, cursor: Option<&'a str>) -> Self {
        Self { cursor, ..self }
    }

    /// The most data that one page holds.
    pub const LARGEST_PAGE: usize = query::LARGEST_PAGE;
}

impl Endpoint for ListData<'_> {
    type Answer = Page<Data>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let query = query::listing(self.filter, "", self.limit, self.cursor);
        get(host, &format!("/api/datalake/{}/datas?{query}", segment(self.datalake.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the data"
    }

    fn read(&self, answer: http::Response<Bytes>) -> Result<Page<Data>, AnswerError> {
        let answer = platform_answer(self.action(), answer)?;
        Ok(json::<WirePage<WireData>>(self.action(), &answer)?.into_page())
    }
}
