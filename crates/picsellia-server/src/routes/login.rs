//! The monitoring service's login: an API token for a JWT of one deployment.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::deployments::existing_deployment;
use crate::api_error::ApiError;
use crate::app::App;
use crate::{auth, body};

const BODY_LIMIT: usize = 64 * 1024;

#[derive(Deserialize)]
struct Login {
    api_token: String,
    deployment_id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Session {
    jwt: String,
    /// Seconds from now.
    expires: u64,
}

/// The content type is not looked at: the official clients send none.
pub(super) async fn login(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Session>, ApiError> {
    let body = body::read(&headers, body, app.body_limits.of_bytes(BODY_LIMIT)).await?;
    let login: Login = serde_json::from_slice(&body).map_err(|error| {
        if error.is_data() {
            // The message names the field and never repeats a value of it.
            ApiError::unprocessable("", "expected the strings api_token and deployment_id", "login")
        } else {
            ApiError::bad_request("The body is not JSON")
        }
    })?;
    if !auth::token_matches(&app.token, &login.api_token) {
        return Err(ApiError::unauthorized("Invalid API token"));
    }
    let id = Uuid::try_parse(&login.deployment_id).map_err(|_| ApiError::not_found("Deployment"))?;
    let deployment = existing_deployment(&app, id).await?;
    let expires = app.jwt_lifetime.as_secs();
    let jwt = app
        .keys
        .issue_jwt(&deployment.uuid, auth::unix_now(), expires)
        .map_err(|error| ApiError::internal(&error))?;
    Ok(Json(Session { jwt, expires }))
}
