use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{DeploymentId, Endpoint, Host};
use crate::base64;
use crate::problem::{InvalidInput, Problem};
use crate::response::{Rejection, ResponseError, UnreadableResponse, json};
use crate::secret::Secret;
use crate::transport::Body;

/// Opens a session with the monitoring service for one deployment, in exchange for the API token.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    api_token: &'a Secret,
    deployment: &'a DeploymentId,
}

impl<'a> Login<'a> {
    /// Creates the call from the API token and the deployment.
    #[must_use]
    pub fn new(api_token: &'a Secret, deployment: &'a DeploymentId) -> Self {
        Self { api_token, deployment }
    }
}

/// A session with the monitoring service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session {
    /// The token that authorizes the calls of the session.
    pub jwt: Secret,
    /// The `Authorization` header of the calls of the session, marked as sensitive.
    pub authorization: HeaderValue,
    /// How long the session lasts from its reception. `None` if the response does not say.
    ///
    /// It is a duration instead of a timestamp, so it does not depend on the clock of this machine.
    pub lifetime: Option<Duration>,
}

#[derive(Serialize)]
struct WireLogin<'a> {
    api_token: &'a str,
    deployment_id: &'a str,
}

#[derive(Deserialize)]
struct Wire {
    jwt: String,
    expires: Option<Value>,
}

impl Endpoint for Login<'_> {
    type Response = Session;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let wire = WireLogin { api_token: self.api_token.expose(), deployment_id: self.deployment.as_str() };
        let body = serde_json::to_vec(&wire)
            .map_err(|_| Problem::invalid("api_token", "the token cannot be written as JSON"))?;
        host.request(Method::POST, "/api/auth/login", body.into())
    }

    fn action(&self) -> &'static str {
        "log in to the monitoring service"
    }

    /// Reads the session. Success is exactly status 200.
    ///
    /// An error keeps no text of the response, because it could repeat the token.
    fn read(&self, response: http::Response<Bytes>) -> Result<Session, ResponseError> {
        if response.status() != http::StatusCode::OK {
            return Err(Rejection::new(self.action(), response).without_text().into());
        }
        let Wire { jwt, expires } =
            json(self.action(), &response).map_err(UnreadableResponse::without_text)?;
        let lifetime = lifetime_in(&jwt).or_else(|| expires.as_ref().and_then(lifetime_of));
        let authorization = bearer(&jwt).ok_or_else(|| {
            let reason = "the JWT holds characters that no HTTP header can carry";
            UnreadableResponse::new(self.action(), &response.map(|_| Bytes::new()), reason)
        })?;
        Ok(Session { jwt: jwt.into(), authorization, lifetime })
    }
}

/// Returns the header that carries a JWT, or `None` if no header can.
fn bearer(jwt: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {jwt}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Returns the time between issue and expiry that the JWT states (RFC 7519, 4.1.4 and 4.1.6).
fn lifetime_in(jwt: &str) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Claims {
        iat: f64,
        exp: f64,
    }
    let payload = jwt.split('.').nth(1)?;
    let payload = base64::decode_of_url(payload.trim_end_matches('='))?;
    let Claims { iat, exp } = serde_json::from_slice(&payload).ok()?;
    plausible(exp - iat)
}

/// Returns the lifetime that `expires` states.
///
/// Its unit is not documented; the official SDK suggests seconds. A timestamp (seconds or
/// milliseconds since 1970) is far longer than any session and is ignored.
fn lifetime_of(expires: &Value) -> Option<Duration> {
    let seconds = match expires {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    plausible(seconds)
}

const LONGEST_SESSION: f64 = 31.0 * 24.0 * 3600.0;

fn plausible(seconds: f64) -> Option<Duration> {
    (0.0..=LONGEST_SESSION).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &Value) -> Option<Session> {
        let (token, deployment) = (Secret::new("TOK"), DeploymentId::new("8d0ac2d8-d8a4-4b0f"));
        let response = http::Response::new(Bytes::from(body.to_string()));
        Login::new(&token, &deployment).read(response).ok()
    }

    #[test]
    fn the_lifetime_comes_from_the_jwt_or_from_expires_or_is_unknown() {
        // {"alg":"HS256"} . {"iat":1000,"exp":4600}
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjEwMDAsImV4cCI6NDYwMH0.c2ln";
        for (jwt, expires, seconds) in [
            (jwt, Value::Null, Some(3600)),
            (jwt, 60.into(), Some(3600)),
            ("opaque", 60.into(), Some(60)),
            ("opaque", "90".into(), Some(90)),
            ("opaque", 1_718_000_000_u64.into(), None),
            ("opaque", (-5).into(), None),
            ("opaque", "2026-01-01T00:00:00Z".into(), None),
            ("a.b.c", Value::Null, None),
        ] {
            let session = read(&serde_json::json!({ "jwt": jwt, "expires": expires })).unwrap();
            assert_eq!(session.lifetime, seconds.map(Duration::from_secs), "{expires}");
        }
        assert!(
            read(&serde_json::json!({ "expires": 60 })).is_none(),
            "a response without a JWT is not a session"
        );
    }

    #[test]
    fn a_jwt_that_no_header_can_carry_is_not_a_session() {
        let session = read(&serde_json::json!({ "jwt": "the-jwt" })).unwrap();
        assert_eq!(session.authorization, "Bearer the-jwt");
        assert!(!format!("{session:?}").contains("the-jwt"));
        assert!(read(&serde_json::json!({ "jwt": "the\njwt" })).is_none());
    }
}
