//! Lists, finds and reads data.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::request::{
    BaseUrl, Id, MAX_NAMES, Params, PlatformAccess, data_key, existing_data, existing_datalake,
    filter_from_body, filter_from_query, only_match,
};
use super::views::{DataView, ListView, image_url};
use crate::api_error::ApiError;
use crate::app::App;
use crate::body;
use crate::query::Scope;
use crate::store::{DataFilter, Paging, Store};

/// Large enough for a thousand long names.
const XGET_BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Lists data with a GET request, or with an XGET request that has a filter in its body.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    params: Params,
    request: Request,
) -> Result<Response, ApiError> {
    let mut paging = params.paging(Store::data_order)?;
    let filter = match request.method().as_str() {
        "GET" | "HEAD" => filter_from_query(Scope::Data, &params)?,
        "XGET" => {
            if params.get("limit").is_none() {
                paging.limit = u32::from(MAX_NAMES);
            }
            let (head, body) = request.into_parts();
            let limits = app.body_limits.with_bytes(XGET_BODY_LIMIT);
            filter_from_body(&params, &body::read(&head.headers, body, limits).await?)?
        }
        _ => {
            let mut response = ApiError::method_not_allowed().into_response();
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD,XGET"));
            return Ok(response);
        }
    };
    let datalake = existing_datalake(&app, id).await?;
    let page = app.store.list_data(&datalake, &filter, &paging).await?;
    Ok(Json(ListView::from_page(page, |data| DataView::new(&app, &url, data))).into_response())
}

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    params: Params,
) -> Result<Json<DataView>, ApiError> {
    let key = data_key(&params)?;
    let filter = DataFilter { key: Some(key), ..filter_from_query(Scope::Data, &params)? };
    let datalake = existing_datalake(&app, id).await?;
    let page = app.store.list_data(&datalake, &filter, &Paging::first()).await?;
    Ok(Json(DataView::new(&app, &url, only_match(page, "data")?)))
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
) -> Result<Json<DataView>, ApiError> {
    let data = existing_data(&app, id).await?;
    Ok(Json(DataView::new(&app, &url, data)))
}

pub(super) async fn presigned_url(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
) -> Result<Json<Value>, ApiError> {
    let data = existing_data(&app, id).await?;
    Ok(Json(json!({ "presigned_url": image_url(&app, &url, &data.uuid) })))
}
