//! The tags of a datalake.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;

use super::datalake::existing_datalake;
use super::json_body::JsonBody;
use super::params::{Id, Params};
use super::predictions::conflict;
use super::views::{ListView, TagView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;

/// What is to be created under a name.
#[derive(Debug, Deserialize)]
pub(super) struct NewName {
    pub(super) name: String,
}

impl NewName {
    /// The name, which must not be empty.
    pub(super) fn check(self) -> Result<String, ApiError> {
        if self.name.is_empty() {
            Err(ApiError::unprocessable("name", "is empty", "value_error"))
        } else {
            Ok(self.name)
        }
    }
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<ListView<TagView>>, ApiError> {
    let datalake = existing_datalake(&app, id).await?;
    let mut tags = app.store.tags(&datalake).await?;
    params.order_by_name(&mut tags)?;
    Ok(Json(ListView::window(tags.into_iter().map(TagView::from).collect(), params.window_of_whole()?)))
}

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<TagView>, ApiError> {
    let name = params.get("name").ok_or_else(|| ApiError::bad_request("name is required"))?;
    let datalake = existing_datalake(&app, id).await?;
    let tag = app.store.tag_by_name(&datalake, name).await?;
    tag.map(|tag| Json(tag.into())).ok_or_else(|| ApiError::not_found("Tag"))
}

pub(super) async fn create(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    JsonBody(new): JsonBody<NewName>,
) -> Result<(StatusCode, Json<TagView>), ApiError> {
    let datalake = existing_datalake(&app, id).await?;
    let tag = app.store.create_tag(&datalake, &new.check()?).await?;
    let tag = tag.ok_or_else(|| conflict("This datalake has a tag of this name already"))?;
    Ok((StatusCode::CREATED, Json(tag.into())))
}
