//! Organizations.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::request::{Id, Params, PlatformAccess, existing_organization};
use super::views::OrganizationView;
use crate::api_error::ApiError;
use crate::app::App;

pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    params: Params,
) -> Result<Json<OrganizationView>, ApiError> {
    let organization = app.store.organization_by_name(params.required("name")?).await?;
    organization
        .map(|organization| Json(organization.into()))
        .ok_or_else(|| ApiError::not_found("organization"))
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
) -> Result<Json<OrganizationView>, ApiError> {
    Ok(Json(existing_organization(&app, id).await?.into()))
}
