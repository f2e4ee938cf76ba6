use bytes::Bytes;
use serde::Deserialize;

use super::data::WireData;
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

/// A page of data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DataPage {
    /// The data of this page.
    pub items: Vec<Data>,
    /// How many meet the filter in all.
    pub count: u64,
    /// Where the next page starts; none after the last.
    pub next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct WirePage {
    items: Vec<WireData>,
    count: u64,
    next_cursor: Option<String>,
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
    pub const LARGEST_PAGE: usize = 1000;
}

impl Endpoint for ListData<'_> {
    type Answer = DataPage;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(filter) = self.filter.to_query() {
            query.append_pair("q", &filter);
        }
        query.append_pair("limit", &self.limit.min(Self::LARGEST_PAGE).to_string());
        if let Some(cursor) = self.cursor {
            query.append_pair("cursor", cursor);
        }
        // The official SDK sends these with every listing, and the platform expects them.
        for status in ["PENDING", "COMPUTING", "DONE", "ERROR"] {
            query.append_pair("upload_statuses", status);
        }
        for r#type in ["IMAGE", "VIDEO"] {
            query.append_pair("types", r#type);
        }
        get(host, &format!("/api/datalake/{}/datas?{}", segment(self.datalake.as_str()), query.finish()))
    }

    fn action(&self) -> &'static str {
        "list the data"
    }

    fn read(&self, answer: http::Response<Bytes>) -> Result<DataPage, AnswerError> {
        let answer = platform_answer(self.action(), answer)?;
        let WirePage { items, count, next_cursor } = json(self.action(), &answer)?;
        Ok(DataPage { items: items.into_iter().map(Data::from).collect(), count, next_cursor })
    }
}
