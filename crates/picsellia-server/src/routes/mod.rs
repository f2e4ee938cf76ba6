//! The endpoints, one file for each kind of resource.

mod data;
mod datalake;
mod deployments;
mod login;
mod objects;
mod params;
mod platform;
mod predicted_assets;
mod predictions;
mod public_url;
mod views;

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get, post};
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
        .route("/deployment/{id}", get(deployments::read))
        .route("/deployment/{id}/predictions", post(predictions::monitor))
        .route("/deployment/{id}/predictedassets", get(predicted_assets::list))
        .route("/deployment/{id}/predictedassets/find", get(predicted_assets::find))
        .route("/predicted/asset/{id}", get(predicted_assets::read))
        // Any: clients list by names with the method XGET, which axum has no filter for.
        .route("/datalake/{id}/datas", any(data::list))
        .route("/datalake/{id}/datas/find", get(data::find))
        .route("/data/{id}", get(data::read))
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
