//! The login of the monitoring service: exchanges the API token for a JWT of one deployment.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::request::{existing_deployment, token_matches};
use crate::api_error::ApiError;
use crate::app::App;
use crate::body;
use crate::clock::unix_now;

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

/// Logs in. The content type is ignored, because the official clients send none.
pub(super) async fn login(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Session>, ApiError> {
    let body = body::read(&headers, body, app.body_limits.with_bytes(BODY_LIMIT)).await?;
    let login: Login = serde_json::from_slice(&body).map_err(|error| {
        if error.is_data() {
            // The message of serde could repeat the token.
            ApiError::unprocessable("", "expected the strings api_token and deployment_id", "login")
        } else {
            ApiError::bad_request("the body is not JSON")
        }
    })?;
    if !token_matches(&app.token, &login.api_token) {
        return Err(ApiError::unauthorized("invalid API token"));
    }
    let id = Uuid::try_parse(&login.deployment_id).map_err(|_| ApiError::not_found("deployment"))?;
    let deployment = existing_deployment(&app, id).await?;
    let expires = app.jwt_lifetime.as_secs();
    let jwt = app
        .keys
        .issue_jwt(&deployment.uuid, unix_now(), expires)
        .map_err(|error| ApiError::internal(&error))?;
    Ok(Json(Session { jwt, expires }))
}
