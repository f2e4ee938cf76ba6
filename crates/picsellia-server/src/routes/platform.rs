//! What a client reads before anything else: the ping and its organization.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::params::{Id, Params};
use super::views::OrganizationView;
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::store::Organization;

/// Clients older than this are told to update; every release that is supported is at least this.
const OLDEST_SDK: &str = "6.0.0";

pub(super) async fn ping(State(app): State<Arc<App>>, _: PlatformAccess) -> Result<Json<Value>, ApiError> {
    let organization = app.store.default_organization().await?;
    Ok(Json(json!({
        "sdk_version": OLDEST_SDK,
        "default_organization": organization.map(|organization| organization.uuid),
        "username": "local",
    })))
}

pub(super) async fn find_organization(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    params: Params,
) -> Result<Json<OrganizationView>, ApiError> {
    let name = params.get("name").ok_or_else(|| ApiError::bad_request("name is required"))?;
    let organization = app.store.organization_by_name(name).await?;
    organization
        .map(|organization| Json(organization.into()))
        .ok_or_else(|| ApiError::not_found("Organization"))
}

pub(super) async fn organization(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
) -> Result<Json<OrganizationView>, ApiError> {
    Ok(Json(existing_organization(&app, id).await?.into()))
}

/// The organization of a path, or 404.
pub(super) async fn existing_organization(app: &App, Id(id): Id) -> Result<Organization, ApiError> {
    app.store.organization(id).await?.ok_or_else(|| ApiError::not_found("Organization"))
}
