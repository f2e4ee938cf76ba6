//! The HTTP endpoints, one file for each kind of resource.

mod connector;
mod data;
mod data_changes;
mod data_sources;
mod datalakes;
mod deployments;
mod images;
mod ingest_error;
mod labels;
mod login;
mod models;
mod organizations;
mod ping;
mod predicted_assets;
mod predictions;
mod replayed;
mod request;
mod reviews;
mod shadows;
mod statistics;
mod tags;
mod views;

use std::sync::Arc;

use axum::routing::{any, get, patch, post};
use axum::{Router, middleware};
use http::StatusCode;

use crate::api_error::ApiError;
use crate::app::App;

/// Returns the router of all endpoints.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest("/api", api())
        // The prefix of clients before 6.17.
        .nest("/sdk", api())
        .fallback(unknown_route)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), request::check_host))
        .with_state(app)
}

fn api() -> Router<Arc<App>> {
    Router::new()
        .route("/home/ping", get(ping::ping))
        .route("/organizations/find", get(organizations::find))
        .route("/organization/{id}", get(organizations::read))
        .route("/organization/{id}/deployments", get(deployments::list))
        .route("/organization/{id}/deployments/find", get(deployments::find))
        .route("/organization/{id}/datalake", get(datalakes::find))
        .route("/organization/{id}/datalakes", get(datalakes::list))
        .route("/auth/login", post(login::login))
        .route("/organization/{id}/datasources", get(data_sources::list).post(data_sources::create))
        .route("/organization/{id}/datasources/find", get(data_sources::find))
        .route("/deployment/{id}", get(deployments::read).patch(deployments::change))
        .route("/deployment/{id}/datalake/connector", get(connector::read))
        .route("/deployment/{id}/labels", get(labels::list))
        .route("/deployment/{id}/model", post(models::set_champion))
        .route("/deployment/{id}/shadow", post(models::set_shadow))
        .route("/deployment/{id}/predictions", post(predictions::monitor))
        .route("/deployment/{id}/predictions/stats", get(statistics::per_prediction))
        .route("/deployment/{id}/stats", get(statistics::aggregated))
        .route("/deployment/{id}/predictedassets", get(predicted_assets::list))
        .route("/deployment/{id}/predictedassets/find", get(predicted_assets::find))
        .route("/label/{id}", get(labels::read))
        .route("/model/version/{id}", get(models::read))
        .route("/predicted/asset/{id}", get(predicted_assets::read).delete(predicted_assets::delete))
        .route("/predicted/asset/{id}/reviews", post(reviews::add))
        .route("/prediction/{id}/shadow", post(shadows::monitor))
        // `any`, because clients list by names with the method XGET, which axum cannot route.
        .route("/datalake/{id}/datas", any(data::list))
        .route("/datalake/{id}/datas/find", get(data::find))
        .route("/datalake/{id}/tags", get(tags::list).post(tags::create))
        .route("/datalake/{id}/tags/find", get(tags::find))
        .route("/data/{id}", get(data::read).patch(data_changes::change).delete(data_changes::delete))
        .route("/data/{id}/custom-metadata", patch(data_changes::change_custom))
        .route("/data/{id}/presigned-url", get(data::presigned_url))
        .route("/objects/{id}", get(images::download))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(unknown_route)
}

async fn unknown_route() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "unknown endpoint")
}

async fn method_not_allowed() -> ApiError {
    ApiError::method_not_allowed()
}
