//! Model versions, and the ones that a deployment uses.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::request::{BaseUrl, Id, JsonBody, PlatformAccess, existing_deployment, existing_model_version};
use super::views::{DeploymentView, ModelVersionView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::store::Role;

#[derive(Debug, Deserialize)]
pub(super) struct NewModel {
    model_version_id: String,
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
) -> Result<Json<ModelVersionView>, ApiError> {
    Ok(Json(existing_model_version(&app, id).await?.into()))
}

pub(super) async fn set_champion(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    JsonBody(new): JsonBody<NewModel>,
) -> Result<Json<DeploymentView>, ApiError> {
    set(&app, id, &url, Role::Champion, &new).await
}

pub(super) async fn set_shadow(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    JsonBody(new): JsonBody<NewModel>,
) -> Result<Json<DeploymentView>, ApiError> {
    set(&app, id, &url, Role::Shadow, &new).await
}

async fn set(
    app: &App,
    Id(id): Id,
    url: &BaseUrl,
    role: Role,
    new: &NewModel,
) -> Result<Json<DeploymentView>, ApiError> {
    let deployment = existing_deployment(app, id).await?;
    let model_version =
        uuid::Uuid::try_parse(&new.model_version_id).map_err(|_| ApiError::not_found("model version"))?;
    let model_version = existing_model_version(app, model_version).await?;
    if model_version.inference_type != deployment.inference_type {
        let message = format!(
            "has the type {}, but the deployment has the type {}",
            model_version.inference_type, deployment.inference_type
        );
        return Err(ApiError::unprocessable("model_version_id", &message, "value_error"));
    }
    app.store.set_model(&deployment, role, &model_version).await?;
    Ok(Json(DeploymentView::new(existing_deployment(app, id).await?, url)))
}
