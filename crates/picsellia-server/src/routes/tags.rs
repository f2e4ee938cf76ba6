//! The tags of a datalake.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;

use super::request::{Id, JsonBody, NewName, Params, PlatformAccess, existing_datalake};
use super::views::{ListView, TagView};
use crate::api_error::ApiError;
use crate::app::App;

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<ListView<TagView>>, ApiError> {
    let datalake = existing_datalake(&app, id).await?;
    let mut tags = app.store.tags(&datalake).await?;
    params.order_by_name(&mut tags)?;
    Ok(Json(ListView::window(tags.into_iter().map(TagView::from).collect(), params.unlimited_window()?)))
}

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<TagView>, ApiError> {
    let name = params.required("name")?;
    let datalake = existing_datalake(&app, id).await?;
    let tag = app.store.tag_by_name(&datalake, name).await?;
    tag.map(|tag| Json(tag.into())).ok_or_else(|| ApiError::not_found("tag"))
}

pub(super) async fn create(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    JsonBody(new): JsonBody<NewName>,
) -> Result<(StatusCode, Json<TagView>), ApiError> {
    let datalake = existing_datalake(&app, id).await?;
    let tag = app.store.create_tag(&datalake, &new.check()?).await?;
    let tag = tag.ok_or_else(|| ApiError::conflict("the datalake already has a tag of this name"))?;
    Ok((StatusCode::CREATED, Json(tag.into())))
}
