//! The proxies of `picsellia-transport-support`, in reqwest's form. reqwest never reads the
//! environment itself.

use std::sync::Arc;

use http::{HeaderValue, Uri};
use picsellia_core::{BuildError, Secret};
use picsellia_transport_support::routing::{Origin, Proxies, Proxy, Route};
use reqwest::Url;

/// Converts the proxies, one for each scheme.
pub(crate) fn convert(proxies: &Proxies) -> Result<Vec<reqwest::Proxy>, BuildError> {
    let http = proxies.http().map(|proxy| convert_one(proxies, proxy, "http"));
    let https = proxies.https().map(|proxy| convert_one(proxies, proxy, "https"));
    http.into_iter().chain(https).collect()
}

fn convert_one(
    proxies: &Proxies,
    proxy: &Arc<Proxy>,
    scheme: &'static str,
) -> Result<reqwest::Proxy, BuildError> {
    let own_scheme = if proxy.origin().is_https() { "https" } else { "http" };
    let url = Url::parse(&format!("{own_scheme}://{}", proxy.origin().host_and_port()));
    let url = url.map_err(|_| BuildError::because("invalid host in the URL of the proxy"))?;
    let rules = proxies.clone();
    let converted = reqwest::Proxy::custom(move |to: &Url| {
        let is_proxied = to.scheme() == scheme && matches!(route(&rules, to), Route::Proxy(_));
        is_proxied.then(|| url.clone())
    });
    match proxy.authorization() {
        Some(authorization) => Ok(converted.custom_http_auth(header(authorization)?)),
        None => Ok(converted),
    }
}

/// Returns the route of requests to `url`. A URL that cannot be sent has no proxy.
pub(crate) fn route(proxies: &Proxies, url: &Url) -> Route {
    let origin = url.as_str().parse::<Uri>().ok().and_then(|url| Origin::from_url(&url).ok());
    origin.map_or(Route::Direct, |origin| proxies.route(&origin))
}

fn header(authorization: &Secret) -> Result<HeaderValue, BuildError> {
    let value = HeaderValue::from_str(authorization.expose());
    let mut value = value.map_err(|_| BuildError::because("invalid credentials in the URL of the proxy"))?;
    value.set_sensitive(true);
    Ok(value)
}
