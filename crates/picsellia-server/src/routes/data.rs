//! The data of a datalake.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::datalake::existing_datalake;
use super::params::{Id, Params};
use super::public_url::PublicUrl;
use super::views::{DataView, ListView, image_url};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::body;
use crate::query::{self, Containment, Expr, Scope};
use crate::store::{DataFilter, DataKey, DataRecord, Page, Paging, Store};

/// Room for a thousand long names.
const XGET_BODY_LIMIT: usize = 4 * 1024 * 1024;
const MAX_NAMES: usize = 1000;

/// The body of an XGET.
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

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
    params: Params,
    request: Request,
) -> Result<Response, ApiError> {
    let mut paging = params.paging(Store::data_order)?;
    let filter = match request.method().as_str() {
        "GET" | "HEAD" => filter_of_query(Scope::Data, &params)?,
        "XGET" => {
            if params.get("limit").is_none() {
                paging.limit = u32::try_from(MAX_NAMES).unwrap_or(u32::MAX);
            }
            let (head, body) = request.into_parts();
            let limits = app.body_limits.of_bytes(XGET_BODY_LIMIT);
            filter_of_body(&params, &body::read(&head.headers, body, limits).await?)?
        }
        _ => {
            let mut refused = super::method_not_allowed().await.into_response();
            refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD,XGET"));
            return Ok(refused);
        }
    };
    let datalake = existing_datalake(&app, id).await?;
    let page = app.store.list_data(&datalake, &filter, &paging).await?;
    Ok(Json(ListView::of_page(page, |data| DataView::new(&app, &url, data))).into_response())
}

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
    params: Params,
) -> Result<Json<DataView>, ApiError> {
    let key =
        find_key(&params)?.ok_or_else(|| ApiError::bad_request("id, filename or object_name is required"))?;
    let filter = DataFilter { key: Some(key), ..filter_of_query(Scope::Data, &params)? };
    let datalake = existing_datalake(&app, id).await?;
    let paging = Paging { limit: 1, offset: 0, cursor: None, order: Vec::new() };
    let data = only_one(app.store.list_data(&datalake, &filter, &paging).await?, "Data")?;
    Ok(Json(DataView::new(&app, &url, data)))
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
) -> Result<Json<DataView>, ApiError> {
    let data = existing_data(&app, id).await?;
    Ok(Json(DataView::new(&app, &url, data)))
}

pub(super) async fn presigned_url(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
) -> Result<Json<Value>, ApiError> {
    let data = existing_data(&app, id).await?;
    Ok(Json(json!({ "presigned_url": image_url(&app, &url, &data.uuid) })))
}

/// The data of a path, or 404.
pub(super) async fn existing_data(app: &App, Id(id): Id) -> Result<DataRecord, ApiError> {
    app.store.data(id).await?.ok_or_else(|| ApiError::not_found("Data"))
}

/// The one record that a look-up meant. A name that several share is a response to nobody.
pub(super) fn only_one<T>(mut page: Page<T>, what: &str) -> Result<T, ApiError> {
    match (page.items.pop(), page.count) {
        (None, _) => Err(ApiError::not_found(what)),
        (Some(only), 1) => Ok(only),
        (Some(_), count) => {
            Err(ApiError::new(StatusCode::CONFLICT, format!("{count} records match; look it up by its id")))
        }
    }
}

/// Which data the `id`, `filename` or `object_name` of a look-up names.
pub(super) fn find_key(params: &Params) -> Result<Option<DataKey>, ApiError> {
    let one = |value: &str| vec![value.to_owned()];
    let keys = [
        params.get("id").map(|id| DataKey::Ids(one(id))),
        params.get("filename").map(|filename| DataKey::Filenames(one(filename))),
        params.get("object_name").map(|object_name| DataKey::ObjectNames(one(object_name))),
    ];
    single(keys.into_iter().flatten().collect(), "id, filename and object_name")
}

fn single<T>(mut given: Vec<T>, names: &str) -> Result<Option<T>, ApiError> {
    if given.len() > 1 {
        return Err(ApiError::bad_request(format_args!("only one of {names} can be given")));
    }
    Ok(given.pop())
}

/// The filter of a list's query string.
pub(super) fn filter_of_query(scope: Scope, params: &Params) -> Result<DataFilter, ApiError> {
    Ok(DataFilter {
        key: None,
        query: params.get("q").map(|q| parse_query(scope, q)).transpose()?.flatten(),
        custom_metadata: containment(params)?,
        upload_statuses: params.all("upload_statuses"),
        types: params.all("types"),
    })
}

fn filter_of_body(params: &Params, body: &[u8]) -> Result<DataFilter, ApiError> {
    let named: NamedData = if body.is_empty() {
        NamedData::default()
    } else {
        serde_json::from_slice(body).map_err(|error| {
            if error.is_data() {
                ApiError::unprocessable("", &error.to_string(), "list")
            } else {
                ApiError::bad_request("The body is not JSON")
            }
        })?
    };
    let lists = [
        named.ids.map(DataKey::Ids),
        named.object_names.map(DataKey::ObjectNames),
        named.filenames.map(DataKey::Filenames),
    ];
    let key = single(lists.into_iter().flatten().collect(), "ids, object_names and filenames")?;
    if let Some(DataKey::Ids(names) | DataKey::ObjectNames(names) | DataKey::Filenames(names)) = &key
        && names.len() > MAX_NAMES
    {
        return Err(ApiError::bad_request(format_args!("at most {MAX_NAMES} names can be given")));
    }
    Ok(DataFilter {
        key,
        query: named.q.map(|q| parse_query(Scope::Data, &q)).transpose()?.flatten(),
        custom_metadata: containment(params)?,
        upload_statuses: named.upload_statuses,
        types: named.types,
    })
}

/// An empty query selects everything, as an absent one does.
fn parse_query(scope: Scope, q: &str) -> Result<Option<Expr>, ApiError> {
    if q.trim().is_empty() {
        return Ok(None);
    }
    query::parse(scope, q).map(Some).map_err(ApiError::bad_request)
}

fn containment(params: &Params) -> Result<Option<Containment>, ApiError> {
    params.get("custom_metadata").map(Containment::parse).transpose().map_err(ApiError::bad_request)
}
