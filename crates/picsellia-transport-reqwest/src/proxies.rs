//! Which requests go through a proxy.

use picsellia_core::{BuildError, Secret};
use reqwest::{NoProxy, Proxy};

/// Never through a proxy of the environment: it is another machine, which would be asked for itself, and would be shown
/// the token of a service on this one.
const LOOPBACK: &str = "localhost,localhost.,127.0.0.0/8,::1,::ffff:127.0.0.0/104";

/// The proxy for every request. Its URL can hold a password, so no error repeats it.
pub(crate) fn explicit(url: &Secret) -> Result<Proxy, BuildError> {
    let parsed = reqwest::Url::parse(url.expose()).ok();
    let parsed = parsed.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = parsed.ok_or_else(|| {
        BuildError::because("the URL of the proxy is not of the form http://user:password@host:port")
    })?;
    Proxy::all(url).map_err(|error| BuildError::caused_by(&error.without_url()))
}

/// The proxies that these variables of the environment name. One that cannot be read is passed over.
pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Vec<Proxy> {
    if variable("REQUEST_METHOD").is_some() {
        // A CGI program: HTTP_PROXY holds what the client's header `Proxy` said.
        return Vec::new();
    }
    let first = |names: [&str; 2]| names.into_iter().find_map(&variable);
    let none = first(["NO_PROXY", "no_proxy"]).unwrap_or_default();
    if none.split(',').any(|name| name.trim() == "*") {
        // reqwest would take it for names alone, not for addresses.
        return Vec::new();
    }
    let none = NoProxy::from_string(&format!("{LOOPBACK},{none}"));
    let proxy = |names, make: fn(String) -> reqwest::Result<Proxy>| {
        let made = first(names).filter(|url| !url.trim().is_empty()).and_then(|url| make(url).ok());
        made.map(|proxy| proxy.no_proxy(none.clone()))
    };
    // Of several proxies for a URL reqwest takes the first.
    [
        proxy(["HTTP_PROXY", "http_proxy"], Proxy::http),
        proxy(["HTTPS_PROXY", "https_proxy"], Proxy::https),
        proxy(["ALL_PROXY", "all_proxy"], Proxy::all),
    ]
    .into_iter()
    .flatten()
    .collect()
}
