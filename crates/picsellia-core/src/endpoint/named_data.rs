use std::borrow::Borrow;
use std::collections::HashSet;

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use super::data::WireData;
use super::query::{
    LARGEST_PAGE, NextPage, Page, Query, Start, TYPES, UPLOAD_STATUSES, WirePage, append_every_data,
};
use super::{
    Data, DataFilter, DataId, DatalakeId, Endpoint, Host, get, platform_response, segment, send_json,
};
use crate::problem::{InvalidInput, Problem};
use crate::response::{ResponseError, UnreadableResponse, json};
use crate::transport::Body;

/// What names one Data of a datalake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataKey<'a> {
    key: &'static str,
    value: &'a str,
}

impl<'a> DataKey<'a> {
    /// Its id.
    #[must_use]
    pub fn id(id: &'a DataId) -> Self {
        Self { key: "id", value: id.as_str() }
    }

    /// Its file name, to the letter. Several data can have the same.
    #[must_use]
    pub fn filename(filename: &'a str) -> Self {
        Self { key: "filename", value: filename }
    }

    /// The name of its object in the storage, to the letter.
    #[must_use]
    pub fn object_name(object_name: &'a str) -> Self {
        Self { key: "object_name", value: object_name }
    }
}

/// Finds one Data of a datalake. It is an error if there are several.
#[derive(Clone, Copy, Debug)]
pub struct FindData<'a> {
    datalake: &'a DatalakeId,
    key: DataKey<'a>,
}

impl<'a> FindData<'a> {
    /// The one that `key` names.
    #[must_use]
    pub fn new(datalake: &'a DatalakeId, key: DataKey<'a>) -> Self {
        Self { datalake, key }
    }
}

impl Endpoint for FindData<'_> {
    type Response = Data;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let mut query = Query::new(String::new());
        query.append_pair(self.key.key, self.key.value);
        append_every_data(&mut query);
        let datalake = segment(self.datalake.as_str());
        get(host, &format!("/api/datalake/{datalake}/datas/find?{}", query.finish()))
    }

    fn action(&self) -> &'static str {
        "find the data"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Data, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<WireData>(self.action(), &response)?.into())
    }
}

/// What names many data of a datalake: a list of ids, of file names or of object names, each counted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataKeys {
    kind: Kind,
    names: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ids,
    Filenames,
    ObjectNames,
}

impl DataKeys {
    /// Their ids.
    #[must_use]
    pub fn ids(ids: impl IntoIterator<Item = impl Borrow<DataId>>) -> Self {
        Self::of(Kind::Ids, ids.into_iter().map(|id| id.borrow().as_str().to_owned()))
    }

    /// Their file names, to the letter. Several data can have the same, and all of them are meant.
    #[must_use]
    pub fn filenames<N: Into<String>>(filenames: impl IntoIterator<Item = N>) -> Self {
        Self::of(Kind::Filenames, filenames.into_iter().map(Into::into))
    }

    /// The names of their objects in the storage, to the letter.
    #[must_use]
    pub fn object_names<N: Into<String>>(object_names: impl IntoIterator<Item = N>) -> Self {
        Self::of(Kind::ObjectNames, object_names.into_iter().map(Into::into))
    }

    // A name in two requests would give its data twice.
    fn of(kind: Kind, names: impl Iterator<Item = String>) -> Self {
        let mut seen = HashSet::new();
        Self { kind, names: names.filter(|name| seen.insert(name.clone())).collect() }
    }

    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Lists the data of a datalake that are named, up to [`LARGEST_CHUNK`](Self::LARGEST_CHUNK) names a page.
#[derive(Clone, Copy, Debug)]
pub struct ListNamedData<'a> {
    datalake: &'a DatalakeId,
    keys: &'a DataKeys,
    filter: &'a DataFilter,
    page: Option<&'a NextPage>,
}

impl<'a> ListNamedData<'a> {
    /// The first page: those of the first names that `filter` lets through. Its order holds within a page.
    #[must_use]
    pub fn new(datalake: &'a DatalakeId, keys: &'a DataKeys, filter: &'a DataFilter) -> Self {
        Self { datalake, keys, filter, page: None }
    }

    /// The page that another one names as its [`next`](Page::next); the first page if none.
    #[must_use]
    pub fn after(self, page: Option<&'a NextPage>) -> Self {
        Self { page, ..self }
    }

    /// The most names that one request holds.
    pub const LARGEST_CHUNK: usize = LARGEST_PAGE;

    fn first(&self) -> usize {
        self.page.map_or(0, |page| page.names)
    }
}

#[derive(Serialize)]
struct WireNames<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filenames: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_names: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    upload_statuses: [&'static str; 4],
    types: [&'static str; 2],
}

impl Endpoint for ListNamedData<'_> {
    type Response = Page<Data>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let DataKeys { kind, names } = self.keys;
        let chunk: &[String] = names.get(self.first()..).unwrap_or_default();
        let chunk = chunk.get(..Self::LARGEST_CHUNK).unwrap_or(chunk);
        if chunk.is_empty() {
            return Err(Problem::invalid("names", "none is left to be asked for").into());
        }
        if self.filter.has_offset() {
            let message =
                "the data that are named are listed whole: leave it out, or list by conditions alone";
            return Err(Problem::invalid("offset", message).into());
        }
        let list = |of: Kind| (*kind == of).then_some(chunk);
        let body = WireNames {
            ids: list(Kind::Ids),
            filenames: list(Kind::Filenames),
            object_names: list(Kind::ObjectNames),
            q: self.filter.to_query("")?,
            upload_statuses: UPLOAD_STATUSES,
            types: TYPES,
        };
        let body = serde_json::to_vec(&body).map_err(|error| Problem::invalid("names", error.to_string()))?;

        let mut query = Query::new(String::new());
        self.filter.append_custom_metadata(&mut query);
        self.filter.append_order(&mut query);
        if let Some(NextPage { start: Start::Cursor(cursor), .. }) = self.page {
            query.append_pair("cursor", cursor);
        }
        let mut path = format!("/api/datalake/{}/datas", segment(self.datalake.as_str()));
        let query = query.finish();
        if !query.is_empty() {
            path = format!("{path}?{query}");
        }
        // The platform's method for reading by a list that no URL holds.
        let method =
            Method::from_bytes(b"XGET").map_err(|_| Problem::invalid("method", "is none of HTTP"))?;
        send_json(host, method, &path, body.into())
    }

    fn action(&self) -> &'static str {
        "list the data"
    }

    /// A response that holds less than it counts, and leads to no more, is unreadable: those that are missing would be
    /// taken for data that are not there.
    fn read(&self, response: http::Response<Bytes>) -> Result<Page<Data>, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let wire: WirePage<WireData> = json(self.action(), &response)?;
        let (shown, count) = (wire.items.len(), wire.count);
        let cursor = wire.next_by_cursor();
        let is_first = self.page.is_none_or(|page| page.start == Start::Beginning);
        if is_first && cursor.is_none() && u64::try_from(shown).is_ok_and(|shown| shown < count) {
            let reason =
                format!("it holds {shown} of {count} data and does not lead to the others: name fewer");
            return Err(UnreadableResponse::new(self.action(), &response, reason).into());
        }
        let next = match cursor {
            Some(cursor) => Some(NextPage { names: self.first(), ..cursor }),
            None => {
                let names = self.first().saturating_add(Self::LARGEST_CHUNK);
                (names < self.keys.names.len()).then_some(NextPage { start: Start::Beginning, names })
            }
        };
        Ok(Page { items: wire.items.into_iter().map(Data::from).collect(), count, next })
    }
}
