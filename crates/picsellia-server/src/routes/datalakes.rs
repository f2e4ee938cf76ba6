//! Datalakes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::request::{Id, Params, PlatformAccess, existing_organization};
use super::views::{DatalakeView, ListView};
use crate::api_error::ApiError;
use crate::app::App;

/// Finds a datalake by `id` or by `name`. Without either, it is the default one.
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
    found.map(|datalake| Json(datalake.into())).ok_or_else(|| ApiError::not_found("datalake"))
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
