//! The storage connector of a deployment, which is always the one of this service.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::request::{Id, PlatformAccess, existing_deployment};
use crate::api_error::ApiError;
use crate::app::App;
use crate::connector::Connector;

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
) -> Result<Json<Connector>, ApiError> {
    existing_deployment(&app, id).await?;
    Ok(Json(app.connector.clone()))
}
