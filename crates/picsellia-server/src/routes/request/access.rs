//! Who may use an endpoint: holders of the API token on the platform's endpoints, holders of a
//! deployment's JWT on the monitoring service's endpoints.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use picsellia_core::Secret;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::lookup::existing_deployment;
use super::params::Id;
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::JwtError;
use crate::clock::unix_now;
use crate::store::Deployment;

/// Proof that a request carries the API token.
#[derive(Debug)]
pub(in crate::routes) struct PlatformAccess;

impl FromRequestParts<Arc<App>> for PlatformAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let credentials = credentials(&parts.headers)?;
        if token_matches(&app.token, credentials) {
            Ok(Self)
        } else {
            Err(ApiError::unauthorized("invalid API token"))
        }
    }
}

/// Compares a text with the API token, in a time that does not depend on where they differ.
pub(in crate::routes) fn token_matches(token: &Secret, given: &str) -> bool {
    token.expose().as_bytes().ct_eq(given.as_bytes()).into()
}

/// Returns the deployment that the JWT of a request was issued for.
pub(in crate::routes) fn authenticated_deployment(app: &App, headers: &HeaderMap) -> Result<Uuid, ApiError> {
    let subject = app.keys.verify_jwt(credentials(headers)?, unix_now()).map_err(|error| match error {
        JwtError::Invalid => ApiError::unauthorized("invalid JWT"),
        JwtError::Expired => ApiError::expired("the JWT has expired; log in again"),
    })?;
    Uuid::try_parse(&subject).map_err(|_| ApiError::unauthorized("invalid JWT"))
}

/// Returns the deployment of a path if the request has its JWT.
///
/// The JWT is checked first, so that a client without one cannot learn which deployments exist.
pub(in crate::routes) async fn authorize_deployment(
    app: &App,
    id: Result<Id, ApiError>,
    headers: &HeaderMap,
) -> Result<Deployment, ApiError> {
    let authenticated = authenticated_deployment(app, headers)?;
    let Id(id) = id?;
    let deployment = existing_deployment(app, id).await?;
    if authenticated == id { Ok(deployment) } else { Err(other_deployment()) }
}

pub(in crate::routes) fn other_deployment() -> ApiError {
    ApiError::unauthorized("the JWT is for another deployment")
}

/// Returns the credentials after `Bearer`, or after `Token`, which older clients send.
fn credentials(headers: &HeaderMap) -> Result<&str, ApiError> {
    const MISSING: &str = "missing or malformed Authorization header; send `Authorization: Bearer <token>`";
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    match value.and_then(|value| value.trim().split_once(' ')) {
        Some((scheme, credentials))
            if scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token") =>
        {
            Ok(credentials.trim())
        }
        _ => Err(ApiError::unauthorized(MISSING)),
    }
}
