use std::sync::Arc;

use picsellia_core::{BuildError, Secret, TransportOptions};

use super::no_proxy::NoProxy;
use super::{Origin, Proxy, Route};

/// The proxies of a transport, and the hosts that bypass them.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Arc<Proxy>>,
    https: Option<Arc<Proxy>>,
    bypass: Vec<NoProxy>,
}

impl Proxies {
    /// Returns the proxies that the options ask for: the explicit one, else those of this process's
    /// environment, else none.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the URL of the explicit proxy is invalid.
    pub fn from_options(options: &TransportOptions) -> Result<Self, BuildError> {
        Ok(match &options.proxy {
            Some(url) => Self::explicit(url)?,
            None if options.environment_proxies => Self::from_environment(|name| std::env::var(name).ok()),
            None => Self::default(),
        })
    }

    /// Creates one proxy for every request. No error repeats its URL, which can contain a password.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the URL is invalid.
    pub fn explicit(url: &Secret) -> Result<Self, BuildError> {
        let proxy = Proxy::parse(url.expose()).filter(|_| url.expose().contains("://"));
        let proxy = proxy.map(Arc::new).ok_or_else(|| {
            BuildError::because(
                "invalid proxy URL: expected http://host:port or http://user:password@host:port",
            )
        })?;
        Ok(Self { http: Some(Arc::clone(&proxy)), https: Some(proxy), bypass: Vec::new() })
    }

    /// Returns the proxies that environment variables name. `variable` returns the value of one.
    /// Invalid values are ignored; the [module documentation](super) lists the rules.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        if variable("REQUEST_METHOD").is_some() {
            return Self::default();
        }
        let first = |names: [&str; 2]| names.into_iter().find_map(&variable);
        let proxy = |names| first(names).and_then(|url| Proxy::parse(&url)).map(Arc::new);
        let all = proxy(["ALL_PROXY", "all_proxy"]);
        let no_proxy = first(["NO_PROXY", "no_proxy"]).unwrap_or_default();
        let hosts = no_proxy.split(',').map(str::trim).filter(|host| !host.is_empty());
        Self {
            http: proxy(["HTTP_PROXY", "http_proxy"]).or_else(|| all.clone()),
            https: proxy(["HTTPS_PROXY", "https_proxy"]).or(all),
            bypass: std::iter::once(NoProxy::Loopback).chain(hosts.map(NoProxy::parse)).collect(),
        }
    }

    /// Adds origins that bypass the proxies: those for which `bypasses` returns true.
    #[must_use]
    pub fn bypassing(mut self, bypasses: impl Fn(&Origin) -> bool + Send + Sync + 'static) -> Self {
        self.bypass.push(NoProxy::Predicate(Arc::new(bypasses)));
        self
    }

    /// Returns the proxy for `http` URLs. A single host can still bypass it.
    #[must_use]
    pub fn http(&self) -> Option<&Arc<Proxy>> {
        self.http.as_ref()
    }

    /// Returns the proxy for `https` URLs. A single host can still bypass it.
    #[must_use]
    pub fn https(&self) -> Option<&Arc<Proxy>> {
        self.https.as_ref()
    }

    /// Returns the route to an origin.
    #[must_use]
    pub fn route(&self, origin: &Origin) -> Route {
        let proxy = if origin.is_https() { &self.https } else { &self.http };
        match proxy {
            Some(proxy) if !self.bypass.iter().any(|rule| rule.matches(origin)) => {
                Route::Proxy(Arc::clone(proxy))
            }
            _ => Route::Direct,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use picsellia_core::TransportErrorKind;

    use super::*;

    fn origin(url: &str) -> Origin {
        Origin::from_url(&url.parse().expect("a URL")).expect("an origin")
    }

    fn environment(variables: &'static [(&str, &str)]) -> Proxies {
        Proxies::from_environment(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn hop(proxies: &Proxies, url: &str) -> String {
        let origin = origin(url);
        proxies.route(&origin).first_hop(&origin).host_and_port()
    }

    #[test]
    fn an_unreachable_proxy_is_named_without_its_password() {
        let proxies = Proxies::explicit(&Secret::new("http://user:s3cr3t@proxy.test:3128")).expect("a proxy");
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let error = proxies.route(&origin("https://app.test/")).connect_error(&refused);
        let shown = format!("{error} {error:?} {}", error.source().expect("a reason"));
        assert!(shown.contains("proxy.test:3128") && shown.contains("connection refused"), "{shown}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert_eq!(error.kind(), TransportErrorKind::Connect);
        let direct = Route::Direct.connect_error(&refused);
        assert!(!format!("{direct:?}").contains("proxy"));
    }

    #[test]
    fn each_scheme_has_its_proxy_and_falls_back_to_the_one_for_all() {
        let both = environment(&[("HTTP_PROXY", "one.test:1"), ("https_proxy", "http://two.test:2")]);
        assert_eq!(hop(&both, "http://a.test/"), "one.test:1");
        assert_eq!(hop(&both, "https://a.test/"), "two.test:2");
        let fallback = environment(&[("http_proxy", "one.test:1"), ("ALL_PROXY", "https://all.test")]);
        assert_eq!(hop(&fallback, "http://a.test/"), "one.test:1");
        assert_eq!(hop(&fallback, "https://a.test/"), "all.test:443");
        let upper = environment(&[("HTTP_PROXY", "one.test:1"), ("http_proxy", "two.test:2")]);
        assert_eq!(hop(&upper, "http://a.test/"), "one.test:1");
        assert_eq!(hop(&upper, "https://a.test/"), "a.test:443");
    }

    #[test]
    fn an_invalid_variable_is_ignored() {
        for invalid in ["", " ", "socks5://proxy.test:1080", "http://", "::"] {
            let proxies = Proxies::from_environment(|name| match name {
                "HTTP_PROXY" => Some(invalid.to_owned()),
                "all_proxy" => Some("all.test:1".to_owned()),
                _ => None,
            });
            assert_eq!(hop(&proxies, "http://a.test/"), "all.test:1", "{invalid:?}");
        }
    }

    #[test]
    fn this_machine_and_named_hosts_bypass_the_proxies_of_the_environment() {
        let proxies = environment(&[("ALL_PROXY", "all.test:1"), ("no_proxy", "acme.test, 10.0.0.0/8,,")]);
        for direct in ["localhost", "a.localhost", "127.9.9.9", "[::1]", "api.acme.test", "10.1.2.3"] {
            assert_eq!(hop(&proxies, &format!("https://{direct}:7/")), format!("{direct}:7"));
        }
        assert_eq!(hop(&proxies, "https://notacme.test/"), "all.test:1");
        let explicit = Proxies::explicit(&Secret::new("http://proxy.test:3128")).expect("a proxy");
        assert_eq!(hop(&explicit, "http://127.0.0.1:8000/"), "proxy.test:3128");
    }

    #[test]
    fn a_cgi_program_ignores_the_environment() {
        let proxies = environment(&[("HTTP_PROXY", "evil.test:1"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(hop(&proxies, "http://a.test/"), "a.test:80");
    }
}
