//! The base of the URLs in a response.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;

use crate::app::App;

/// The URL that the client reaches this service at.
///
/// It is the configured public URL. Without one it is made of the request's `Host`, so that URLs
/// also work through a forwarded port.
#[derive(Debug)]
pub(in crate::routes) struct BaseUrl(pub(in crate::routes) String);

impl FromRequestParts<Arc<App>> for BaseUrl {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        if let Some(url) = &app.public_url {
            return Ok(Self(url.as_str().to_owned()));
        }
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        // A parsed authority cannot add a path, a query or credentials to the URL.
        let authority =
            host.and_then(|host| host.parse::<Authority>().ok()).filter(|host| !host.as_str().contains('@'));
        Ok(Self(authority.map_or_else(|| app.url.clone(), |authority| format!("http://{authority}"))))
    }
}
