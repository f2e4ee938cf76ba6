//! Datalakes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::params::{Id, Params};
use super::platform::existing_organization;
use super::views::{DatalakeView, ListView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::store::Datalake;

/// By `id`, by `name`, or the default one.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    params: Params,
) -> Result<Json<DatalakeView>, ApiError> {
    let organization = existing_organization(&app, id).await?;
    let mut datalakes = app.store.datalakes(&organization).await?.into_iter();
    let id =
        params.get("id").map(|id| Uuid::try_parse(id).map_or_else(|_| id.to_owned(), |id| id.to_string()));
    let found = match (id, params.get("name")) {
        (Some(id), _) => datalakes.find(|datalake| datalake.uuid == id),
        (None, Some(name)) => datalakes.find(|datalake| datalake.name == name),
        (None, None) => datalakes.next(),
    };
    found.map(|datalake| Json(datalake.into())).ok_or_else(|| ApiError::not_found("Datalake"))
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
) -> Result<Json<ListView<DatalakeView>>, ApiError> {
    let organization = existing_organization(&app, id).await?;
    let datalakes = app.store.datalakes(&organization).await?;
    Ok(Json(ListView::whole(datalakes.into_iter().map(DatalakeView::from).collect())))
}

/// The datalake of a path, or 404.
pub(super) async fn existing_datalake(app: &App, Id(id): Id) -> Result<Datalake, ApiError> {
    app.store.datalake(id).await?.ok_or_else(|| ApiError::not_found("Datalake"))
}
