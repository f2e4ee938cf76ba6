//! Where the client reaches this service.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;

use crate::app::App;

/// The base of URLs in answers: the configured one, else what the client itself called, so that they work through a
/// forwarded port as well.
#[derive(Debug)]
pub(super) struct PublicUrl(pub(super) String);

impl FromRequestParts<Arc<App>> for PublicUrl {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        if let Some(url) = &app.public_url {
            return Ok(Self(url.as_str().to_owned()));
        }
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        // A parsed authority cannot smuggle a path, a query or credentials into the URL.
        let authority =
            host.and_then(|host| host.parse::<Authority>().ok()).filter(|host| !host.as_str().contains('@'));
        Ok(Self(authority.map_or_else(|| app.url.clone(), |authority| format!("http://{authority}"))))
    }
}
