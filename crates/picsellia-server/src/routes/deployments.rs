//! Deployments.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use uuid::Uuid;

use super::params::{Id, Params};
use super::platform::existing_organization;
use super::public_url::PublicUrl;
use super::views::{DeploymentView, ListView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::{self, PlatformAccess};
use crate::store::Deployment;

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
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
    url: PublicUrl,
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
    found.map(|found| Json(DeploymentView::new(found, &url))).ok_or_else(|| ApiError::not_found("Deployment"))
}

/// One path, two callers: the platform's clients with the API token, monitoring clients with their JWT.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    platform: Result<PlatformAccess, ApiError>,
    Id(id): Id,
    url: PublicUrl,
    headers: HeaderMap,
) -> Result<Json<DeploymentView>, ApiError> {
    if platform.is_err() && auth::authenticated_deployment(&app, &headers)? != id {
        return Err(ApiError::unauthorized("This JWT is for another deployment"));
    }
    Ok(Json(DeploymentView::new(existing_deployment(&app, id).await?, &url)))
}

/// The deployment of a path, or 404.
pub(super) async fn existing_deployment(app: &App, id: Uuid) -> Result<Deployment, ApiError> {
    app.store.deployment(id).await?.ok_or_else(|| ApiError::not_found("Deployment"))
}
