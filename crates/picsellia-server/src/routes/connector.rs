//! The storage that a deployment's images are in: this service's own.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::deployments::existing_deployment;
use super::params::Id;
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::connector::Connector;

pub(super) async fn of_deployment(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
) -> Result<Json<Connector>, ApiError> {
    existing_deployment(&app, id).await?;
    Ok(Json(app.connector.clone()))
}
