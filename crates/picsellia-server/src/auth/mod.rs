//! Who may ask what: the API token on platform endpoints, a JWT of the deployment on monitoring ones, a signature
//! on image URLs.

mod jwt;
mod keys;
mod signed_url;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use picsellia_core::Secret;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::app::App;

pub(crate) use jwt::JwtError;
pub(crate) use keys::{Keys, new_master_key};

/// Proof that a request carries the API token.
#[derive(Debug)]
pub(crate) struct PlatformAccess;

impl FromRequestParts<Arc<App>> for PlatformAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let credentials = credentials(&parts.headers)?;
        if token_matches(&app.token, credentials) {
            Ok(Self)
        } else {
            Err(ApiError::unauthorized("Invalid API token"))
        }
    }
}

/// Compares with the API token in a time that does not depend on where they differ.
pub(crate) fn token_matches(token: &Secret, given: &str) -> bool {
    token.expose().as_bytes().ct_eq(given.as_bytes()).into()
}

/// The deployment that the request's JWT was issued for.
pub(crate) fn authenticated_deployment(app: &App, headers: &HeaderMap) -> Result<Uuid, ApiError> {
    let subject = app.keys.verify_jwt(credentials(headers)?, unix_now()).map_err(|error| match error {
        JwtError::Invalid => ApiError::unauthorized("Invalid JWT"),
        JwtError::Expired => ApiError::expired("This JWT has expired: log in again"),
    })?;
    Uuid::try_parse(&subject).map_err(|_| ApiError::unauthorized("Invalid JWT"))
}

/// What follows `Bearer` or `Token`, the scheme of older clients.
fn credentials(headers: &HeaderMap) -> Result<&str, ApiError> {
    const MISSING: &str = "Missing or malformed Authorization header: send `Authorization: Bearer <token>`";
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

/// Seconds since the Unix epoch.
pub(crate) fn unix_now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since_epoch| since_epoch.as_secs())
}
