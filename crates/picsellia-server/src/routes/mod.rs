//! The endpoints, one file for each kind of resource.

mod connector;
mod data;
mod data_changes;
mod data_sources;
mod datalake;
mod deployments;
mod json_body;
mod labels;
mod login;
mod loopback_only;
mod models;
mod objects;
mod oracle_access;
mod params;
mod platform;
mod predicted_assets;
mod predictions;
mod public_url;
mod reviews;
mod shadow;
mod stats;
mod tags;
mod views;

use std::sync::Arc;

use axum::routing::{any, get, patch, post};
use axum::{Router, middleware};
use http::StatusCode;

use crate::api_error::ApiError;
use crate::app::App;

/// The whole service.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest("/api", api())
        // What clients before 6.17 call it.
        .nest("/sdk", api())
        .fallback(unknown_route)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), loopback_only::check))
        .with_state(app)
}

fn api() -> Router<Arc<App>> {
    Router::new()
        .route("/home/ping", get(platform::ping))
        .route("/organizations/find", get(platform::find_organization))
        .route("/organization/{id}", get(platform::organization))
        .route("/organization/{id}/deployments", get(deployments::list))
        .route("/organization/{id}/deployments/find", get(deployments::find))
        .route("/organization/{id}/datalake", get(datalake::find))
        .route("/organization/{id}/datalakes", get(datalake::list))
        .route("/auth/login", post(login::login))
        .route("/organization/{id}/datasources", get(data_sources::list).post(data_sources::create))
        .route("/organization/{id}/datasources/find", get(data_sources::find))
        .route("/deployment/{id}", get(deployments::read).patch(deployments::change))
        .route("/deployment/{id}/datalake/connector", get(connector::of_deployment))
        .route("/deployment/{id}/labels", get(labels::list))
        .route("/deployment/{id}/model", post(models::set_champion))
        .route("/deployment/{id}/shadow", post(models::set_shadow))
        .route("/deployment/{id}/predictions", post(predictions::monitor))
        .route("/deployment/{id}/predictions/stats", get(stats::of_predictions))
        .route("/deployment/{id}/stats", get(stats::aggregated))
        .route("/deployment/{id}/predictedassets", get(predicted_assets::list))
        .route("/deployment/{id}/predictedassets/find", get(predicted_assets::find))
        .route("/label/{id}", get(labels::read))
        .route("/model/version/{id}", get(models::read))
        .route("/predicted/asset/{id}", get(predicted_assets::read).delete(predicted_assets::delete))
        .route("/predicted/asset/{id}/reviews", post(reviews::add))
        .route("/prediction/{id}/shadow", post(shadow::monitor))
        // Any: clients list by names with the method XGET, which axum has no filter for.
        .route("/datalake/{id}/datas", any(data::list))
        .route("/datalake/{id}/datas/find", get(data::find))
        .route("/datalake/{id}/tags", get(tags::list).post(tags::create))
        .route("/datalake/{id}/tags/find", get(tags::find))
        .route("/data/{id}", get(data::read).patch(data_changes::change).delete(data_changes::delete))
        .route("/data/{id}/custom-metadata", patch(data_changes::change_custom))
        .route("/data/{id}/presigned-url", get(data::presigned_url))
        .route("/objects/{id}", get(objects::download))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(unknown_route)
}

async fn unknown_route() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Unknown endpoint")
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "This endpoint does not have this method")
}
