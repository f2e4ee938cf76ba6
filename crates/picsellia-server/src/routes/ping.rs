//! The first request of a client: checks the API token and returns the default organization.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::request::PlatformAccess;
use crate::api_error::ApiError;
use crate::app::App;

/// The oldest version of the official SDK that is not asked to update. All supported versions are
/// newer.
const OLDEST_SDK: &str = "6.0.0";

pub(super) async fn ping(State(app): State<Arc<App>>, _: PlatformAccess) -> Result<Json<Value>, ApiError> {
    let organization = app.store.default_organization().await?;
    Ok(Json(json!({
        "sdk_version": OLDEST_SDK,
        "default_organization": organization.map(|organization| organization.uuid),
        "username": "local",
    })))
}
