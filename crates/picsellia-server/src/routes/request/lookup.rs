//! The records that a request names, or the error 404.

use http::StatusCode;
use uuid::Uuid;

use super::params::Id;
use crate::api_error::ApiError;
use crate::app::App;
use crate::store::{AssetRecord, DataRecord, Datalake, Deployment, ModelVersion, Organization, Page};

pub(in crate::routes) async fn existing_organization(
    app: &App,
    Id(id): Id,
) -> Result<Organization, ApiError> {
    app.store.organization(id).await?.ok_or_else(|| ApiError::not_found("organization"))
}

pub(in crate::routes) async fn existing_datalake(app: &App, Id(id): Id) -> Result<Datalake, ApiError> {
    app.store.datalake(id).await?.ok_or_else(|| ApiError::not_found("datalake"))
}

pub(in crate::routes) async fn existing_deployment(app: &App, id: Uuid) -> Result<Deployment, ApiError> {
    app.store.deployment(id).await?.ok_or_else(|| ApiError::not_found("deployment"))
}

pub(in crate::routes) async fn existing_model_version(app: &App, id: Uuid) -> Result<ModelVersion, ApiError> {
    app.store.model_version(id).await?.ok_or_else(|| ApiError::not_found("model version"))
}

pub(in crate::routes) async fn existing_data(app: &App, Id(id): Id) -> Result<DataRecord, ApiError> {
    app.store.data(id).await?.ok_or_else(|| ApiError::not_found("data"))
}

pub(in crate::routes) async fn existing_asset(app: &App, Id(id): Id) -> Result<AssetRecord, ApiError> {
    app.store.asset(id).await?.ok_or_else(|| ApiError::not_found("predicted asset"))
}

/// Returns the only record that matches a lookup. Several matches are an error.
pub(in crate::routes) fn only_match<T>(mut page: Page<T>, what: &str) -> Result<T, ApiError> {
    match (page.items.pop(), page.count) {
        (None, _) => Err(ApiError::not_found(what)),
        (Some(only), 1) => Ok(only),
        (Some(_), count) => {
            Err(ApiError::new(StatusCode::CONFLICT, format!("{count} records match; look one up by its id")))
        }
    }
}
