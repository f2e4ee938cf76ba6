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

/// Identifies one `Data` of a datalake. A [`DataId`] converts into a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataKey<'a> {
    key: &'static str,
    value: &'a str,
}

impl<'a> DataKey<'a> {
    /// Identifies the `Data` by its exact file name. Several can have the same.
    #[must_use]
    pub fn filename(filename: &'a str) -> Self {
        Self { key: "filename", value: filename }
    }

    /// Identifies the `Data` by the exact name of its object in the storage.
    #[must_use]
    pub fn object_name(object_name: &'a str) -> Self {
        Self { key: "object_name", value: object_name }
    }
}

impl<'a> From<&'a DataId> for DataKey<'a> {
    fn from(id: &'a DataId) -> Self {
        Self { key: "id", value: id.as_str() }
    }
}

/// Finds one `Data` of a datalake. It is an error if the key matches several.
#[derive(Clone, Copy, Debug)]
pub struct FindData<'a> {
    datalake: &'a DatalakeId,
    key: DataKey<'a>,
}

impl<'a> FindData<'a> {
    /// Creates a request for the `Data` that `key` identifies.
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

/// Identifies many `Data` of a datalake by ids, by file names or by object names. Duplicates are
/// dropped.
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
    /// Creates keys from ids.
    #[must_use]
    pub fn ids(ids: impl IntoIterator<Item = impl Borrow<DataId>>) -> Self {
        Self::of(Kind::Ids, ids.into_iter().map(|id| id.borrow().as_str().to_owned()))
    }

    /// Creates keys from exact file names. Each selects all `Data` with this name.
    #[must_use]
    pub fn filenames<N: Into<String>>(filenames: impl IntoIterator<Item = N>) -> Self {
        Self::of(Kind::Filenames, filenames.into_iter().map(Into::into))
    }

    /// Creates keys from the exact names of objects in the storage.
    #[must_use]
    pub fn object_names<N: Into<String>>(object_names: impl IntoIterator<Item = N>) -> Self {
        Self::of(Kind::ObjectNames, object_names.into_iter().map(Into::into))
    }

    // A name in two requests would return its items twice.
    fn of(kind: Kind, names: impl Iterator<Item = String>) -> Self {
        let mut seen = HashSet::new();
        Self { kind, names: names.filter(|name| seen.insert(name.clone())).collect() }
    }

    /// Returns whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Lists the `Data` that the keys identify, with up to [`LARGEST_CHUNK`](Self::LARGEST_CHUNK) keys
/// a page.
#[derive(Clone, Copy, Debug)]
pub struct ListNamedData<'a> {
    datalake: &'a DatalakeId,
    keys: &'a DataKeys,
    filter: &'a DataFilter,
    page: Option<&'a NextPage>,
}

impl<'a> ListNamedData<'a> {
    /// Creates a request for the first page: those of the first keys that match `filter`.
    ///
    /// The order of the filter applies within a page.
    #[must_use]
    pub fn new(datalake: &'a DatalakeId, keys: &'a DataKeys, filter: &'a DataFilter) -> Self {
        Self { datalake, keys, filter, page: None }
    }

    /// Requests the page that another page names as its [`next`](Page::next), or the first page if
    /// `None`.
    #[must_use]
    pub fn after(self, page: Option<&'a NextPage>) -> Self {
        Self { page, ..self }
    }

    /// The largest number of keys that one request holds.
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
            return Err(Problem::invalid("names", "the list is exhausted").into());
        }
        if self.filter.has_offset() {
            let message = "keys always list all their data: remove the offset, or list by filter alone";
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
        self.filter.append_custom_metadata(&mut query)?;
        self.filter.append_order(&mut query);
        if let Some(NextPage { start: Start::Cursor(cursor), .. }) = self.page {
            query.append_pair("cursor", cursor);
        }
        let mut path = format!("/api/datalake/{}/datas", segment(self.datalake.as_str()));
        let query = query.finish();
        if !query.is_empty() {
            path = format!("{path}?{query}");
        }
        // The platform uses this method to read by a list that is too long for a URL.
        let method =
            Method::from_bytes(b"XGET").map_err(|_| Problem::invalid("method", "is not an HTTP method"))?;
        send_json(host, method, &path, body.into())
    }

    fn action(&self) -> &'static str {
        "list the data"
    }

    /// A response is unreadable if it holds fewer items than it counts and names no next page.
    /// Otherwise the caller would take the missing items for items that do not exist.
    fn read(&self, response: http::Response<Bytes>) -> Result<Page<Data>, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let wire: WirePage<WireData> = json(self.action(), &response)?;
        let (shown, count) = (wire.items.len(), wire.count);
        let cursor = wire.next_by_cursor();
        let is_first = self.page.is_none_or(|page| page.start == Start::Beginning);
        if is_first && cursor.is_none() && u64::try_from(shown).is_ok_and(|shown| shown < count) {
            let reason =
                format!("it holds {shown} of {count} data and no cursor to the rest: pass fewer keys");
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
