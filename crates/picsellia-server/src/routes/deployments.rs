//! Deployments.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use serde::Deserialize;
use uuid::Uuid;

use super::request::{
    BaseUrl, Id, JsonBody, Params, PlatformAccess, authenticated_deployment, existing_deployment,
    existing_organization, other_deployment,
};
use super::views::{DeploymentView, ListView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::store::{Datalake, Deployment, DeploymentChange, NameTaken};

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    params: Params,
) -> Result<Json<ListView<DeploymentView>>, ApiError> {
    let window = params.window()?;
    let organization = existing_organization(&app, id).await?;
    let deployments = app.store.deployments(&organization).await?;
    let views = deployments.into_iter().map(|deployment| DeploymentView::new(deployment, &url)).collect();
    Ok(Json(ListView::window(views, window)))
}

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    params: Params,
) -> Result<Json<DeploymentView>, ApiError> {
    let organization = existing_organization(&app, id).await?;
    let found = match (params.get("id"), params.get("name")) {
        (Some(id), _) => match Uuid::try_parse(id) {
            Ok(id) => {
                app.store.deployment(id).await?.filter(|found| found.organization_id == organization.id)
            }
            Err(_) => None,
        },
        (None, Some(name)) => app.store.deployment_by_name(&organization, name).await?,
        (None, None) => return Err(ApiError::bad_request("name or id is required")),
    };
    found.map(|found| Json(DeploymentView::new(found, &url))).ok_or_else(|| ApiError::not_found("deployment"))
}

/// Reads a deployment. Platform clients send the API token, monitoring clients send their JWT.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    platform: Result<PlatformAccess, ApiError>,
    Id(id): Id,
    url: BaseUrl,
    headers: HeaderMap,
) -> Result<Json<DeploymentView>, ApiError> {
    if platform.is_err() && authenticated_deployment(&app, &headers)? != id {
        return Err(other_deployment());
    }
    Ok(Json(DeploymentView::new(existing_deployment(&app, id).await?, &url)))
}

/// The body of a PATCH request. Unknown keys are ignored.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    name: Option<String>,
    min_threshold: Option<f64>,
    sample_rate: Option<f64>,
    target_datalake_id: Option<String>,
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
    url: BaseUrl,
    JsonBody(change): JsonBody<Change>,
) -> Result<Json<DeploymentView>, ApiError> {
    if change.name.as_ref().is_some_and(String::is_empty) {
        return Err(ApiError::unprocessable("name", "is empty", "value_error"));
    }
    for (field, value) in [("min_threshold", change.min_threshold), ("sample_rate", change.sample_rate)] {
        if value.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
            return Err(ApiError::unprocessable(field, "must be from 0 to 1", "value_error"));
        }
    }
    let deployment = existing_deployment(&app, id).await?;
    let datalake = match change.target_datalake_id {
        None => None,
        Some(datalake) => Some(datalake_of(&app, &deployment, &datalake).await?),
    };
    let change = DeploymentChange {
        name: change.name,
        min_threshold: change.min_threshold,
        sample_rate: change.sample_rate,
        datalake_id: datalake.map(|datalake| datalake.id),
    };
    let changed = app.store.change_deployment(&deployment, &change).await?;
    changed
        .map_err(|NameTaken| ApiError::conflict("the organization already has a deployment of this name"))?;
    Ok(Json(DeploymentView::new(existing_deployment(&app, id).await?, &url)))
}

/// Finds a datalake in the organization of the deployment.
async fn datalake_of(app: &App, deployment: &Deployment, id: &str) -> Result<Datalake, ApiError> {
    let not_found = || ApiError::not_found("datalake");
    let id = Uuid::try_parse(id).map_err(|_| not_found())?;
    let datalake = app.store.datalake(id).await?.ok_or_else(not_found)?;
    if datalake.organization_id == deployment.organization_id { Ok(datalake) } else { Err(not_found()) }
}
