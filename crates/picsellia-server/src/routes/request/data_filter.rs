//! The filters of data: from the query string, or from the body of an XGET request.

use serde::Deserialize;

use super::params::Params;
use crate::api_error::ApiError;
use crate::query::{self, Containment, Expr, Scope};
use crate::store::{DataFilter, DataKey};

/// The most names in the body of an XGET request.
pub(in crate::routes) const MAX_NAMES: u16 = 1000;

/// The body of an XGET request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NamedData {
    ids: Option<Vec<String>>,
    object_names: Option<Vec<String>>,
    filenames: Option<Vec<String>>,
    q: Option<String>,
    upload_statuses: Vec<String>,
    types: Vec<String>,
}

/// Returns the key of a lookup by `id`, `filename` or `object_name`.
pub(in crate::routes) fn data_key(params: &Params) -> Result<DataKey, ApiError> {
    let one = |value: &str| vec![value.to_owned()];
    let keys = [
        params.get("id").map(|id| DataKey::Ids(one(id))),
        params.get("filename").map(|filename| DataKey::Filenames(one(filename))),
        params.get("object_name").map(|object_name| DataKey::ObjectNames(one(object_name))),
    ];
    at_most_one(keys, "id, filename and object_name")?
        .ok_or_else(|| ApiError::bad_request("id, filename or object_name is required"))
}

/// Returns the filter in a query string.
pub(in crate::routes) fn filter_from_query(scope: Scope, params: &Params) -> Result<DataFilter, ApiError> {
    Ok(DataFilter {
        key: None,
        query: params.get("q").map(|q| parse_query(scope, q)).transpose()?.flatten(),
        custom_metadata: containment(params)?,
        upload_statuses: params.all("upload_statuses"),
        types: params.all("types"),
    })
}

/// Returns the filter in the body of an XGET request and in its query string.
pub(in crate::routes) fn filter_from_body(params: &Params, body: &[u8]) -> Result<DataFilter, ApiError> {
    let named: NamedData = if body.is_empty() {
        NamedData::default()
    } else {
        serde_json::from_slice(body).map_err(|error| {
            if error.is_data() {
                ApiError::unprocessable("", &error.to_string(), "list")
            } else {
                ApiError::bad_request("the body is not JSON")
            }
        })?
    };
    let lists = [
        named.ids.map(DataKey::Ids),
        named.object_names.map(DataKey::ObjectNames),
        named.filenames.map(DataKey::Filenames),
    ];
    let key = at_most_one(lists, "ids, object_names and filenames")?;
    if let Some(DataKey::Ids(names) | DataKey::ObjectNames(names) | DataKey::Filenames(names)) = &key
        && names.len() > usize::from(MAX_NAMES)
    {
        return Err(ApiError::bad_request(format_args!(
            "{} names are too many; send at most {MAX_NAMES}",
            names.len()
        )));
    }
    Ok(DataFilter {
        key,
        query: named.q.map(|q| parse_query(Scope::Data, &q)).transpose()?.flatten(),
        custom_metadata: containment(params)?,
        upload_statuses: named.upload_statuses,
        types: named.types,
    })
}

fn at_most_one<T, const N: usize>(given: [Option<T>; N], names: &str) -> Result<Option<T>, ApiError> {
    let mut given = given.into_iter().flatten();
    match (given.next(), given.next()) {
        (_, Some(_)) => Err(ApiError::bad_request(format_args!("only one of {names} can be given"))),
        (only, None) => Ok(only),
    }
}

/// Parses a query. An empty query selects everything.
fn parse_query(scope: Scope, q: &str) -> Result<Option<Expr>, ApiError> {
    if q.trim().is_empty() {
        return Ok(None);
    }
    query::parse(scope, q).map(Some).map_err(ApiError::bad_request)
}

fn containment(params: &Params) -> Result<Option<Containment>, ApiError> {
    params.get("custom_metadata").map(Containment::parse).transpose().map_err(ApiError::bad_request)
}
