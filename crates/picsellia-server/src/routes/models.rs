//! Model versions, and which of them a deployment is set to.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::deployments::existing_deployment;
use super::json_body::JsonBody;
use super::params::Id;
use super::public_url::PublicUrl;
use super::views::{DeploymentView, ModelVersionView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::store::{ModelVersion, Role};

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
    url: PublicUrl,
    JsonBody(new): JsonBody<NewModel>,
) -> Result<Json<DeploymentView>, ApiError> {
    set(&app, id, &url, Role::Champion, &new).await
}

pub(super) async fn set_shadow(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
    JsonBody(new): JsonBody<NewModel>,
) -> Result<Json<DeploymentView>, ApiError> {
    set(&app, id, &url, Role::Shadow, &new).await
}

async fn set(
    app: &App,
    Id(id): Id,
    url: &PublicUrl,
    role: Role,
    new: &NewModel,
) -> Result<Json<DeploymentView>, ApiError> {
    let deployment = existing_deployment(app, id).await?;
    let model_version =
        uuid::Uuid::try_parse(&new.model_version_id).map_err(|_| ApiError::not_found("Model version"))?;
    let model_version = existing_model_version(app, model_version).await?;
    if model_version.inference_type != deployment.inference_type {
        let message = format!(
            "is of type {}, and the deployment of type {}",
            model_version.inference_type, deployment.inference_type
        );
        return Err(ApiError::unprocessable("model_version_id", &message, "value_error"));
    }
    app.store.set_model(&deployment, role, &model_version).await?;
    Ok(Json(DeploymentView::new(existing_deployment(app, id).await?, url)))
}

async fn existing_model_version(app: &App, id: uuid::Uuid) -> Result<ModelVersion, ApiError> {
    app.store.model_version(id).await?.ok_or_else(|| ApiError::not_found("Model version"))
}
