//! Labels.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::request::{Id, PlatformAccess, existing_deployment};
use super::views::{LabelView, ListView};
use crate::api_error::ApiError;
use crate::app::App;

/// Lists the labels that name a class, in the order of the classes.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
) -> Result<Json<ListView<LabelView>>, ApiError> {
    let deployment = existing_deployment(&app, id).await?;
    let labels = app.store.labels(&deployment).await?;
    let current = labels.into_iter().filter(|label| label.class.is_some());
    Ok(Json(ListView::whole(current.map(LabelView::from).collect())))
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
) -> Result<Json<LabelView>, ApiError> {
    let label = app.store.label(id).await?;
    label.map(|label| Json(label.into())).ok_or_else(|| ApiError::not_found("label"))
}
