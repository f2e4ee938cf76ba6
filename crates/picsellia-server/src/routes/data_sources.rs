//! The data sources of an organization.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;

use super::request::{Id, JsonBody, NewName, Params, PlatformAccess, existing_organization};
use super::views::{DataSourceView, ListView};
use crate::api_error::ApiError;
use crate::app::App;

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<ListView<DataSourceView>>, ApiError> {
    let organization = existing_organization(&app, id).await?;
    let mut sources = app.store.data_sources(&organization).await?;
    params.order_by_name(&mut sources)?;
    Ok(Json(ListView::window(
        sources.into_iter().map(DataSourceView::from).collect(),
        params.unlimited_window()?,
    )))
}

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<DataSourceView>, ApiError> {
    let name = params.required("name")?;
    let organization = existing_organization(&app, id).await?;
    let source = app.store.data_source_by_name(&organization, name).await?;
    source.map(|source| Json(source.into())).ok_or_else(|| ApiError::not_found("data source"))
}

pub(super) async fn create(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    JsonBody(new): JsonBody<NewName>,
) -> Result<(StatusCode, Json<DataSourceView>), ApiError> {
    let organization = existing_organization(&app, id).await?;
    let source = app.store.create_data_source(&organization, &new.check()?).await?;
    let source = source
        .ok_or_else(|| ApiError::conflict("the organization already has a data source of this name"))?;
    Ok((StatusCode::CREATED, Json(source.into())))
}
