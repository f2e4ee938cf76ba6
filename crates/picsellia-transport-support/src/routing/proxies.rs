use std::error::Error;
use std::sync::Arc;

use picsellia_core::{BuildError, Secret, TransportError, TransportErrorKind, TransportOptions};

use super::spared::Spared;
use super::{Proxy, Target};

/// How a request travels to its target.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "who forgets a way must not take the direct one")]
pub enum Route {
    /// To the target itself.
    Direct,
    /// Through a proxy.
    Proxy(Arc<Proxy>),
}

impl Route {
    /// What is connected to, for requests to `target`.
    #[must_use]
    pub fn first<'a>(&'a self, target: &'a Target) -> &'a Target {
        match self {
            Self::Direct => target,
            Self::Proxy(proxy) => proxy.place(),
        }
    }

    /// The fault of a connection that did not come about. It names the proxy, where it is that one which was not reached.
    #[must_use]
    pub fn unconnected(&self, error: &(dyn Error + 'static)) -> TransportError {
        let kind = TransportErrorKind::Connect;
        match self {
            Self::Direct => TransportError::caused_by(kind, error),
            Self::Proxy(proxy) => {
                let place = proxy.place().host_and_port();
                TransportError::because(kind, &format!("the proxy {place} was not reached: {error}"))
            }
        }
    }
}

/// The proxies of a transport.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Arc<Proxy>>,
    https: Option<Arc<Proxy>>,
    spared: Vec<Spared>,
}

impl Proxies {
    /// Those of the options: the one that is named there, or else those of this process's environment, unless that is
    /// switched off.
    ///
    /// # Errors
    ///
    /// [`BuildError`], where the URL of the proxy cannot be read.
    pub fn of(options: &TransportOptions) -> Result<Self, BuildError> {
        Ok(match &options.proxy {
            Some(url) => Self::explicit(url)?,
            None if options.environment_proxies => Self::from_environment(|name| std::env::var(name).ok()),
            None => Self::default(),
        })
    }

    /// One proxy for every request. Its URL can hold a password, so no error repeats it.
    ///
    /// # Errors
    ///
    /// [`BuildError`], where the URL cannot be read.
    pub fn explicit(url: &Secret) -> Result<Self, BuildError> {
        let proxy = Proxy::parse(url.expose()).filter(|_| url.expose().contains("://"));
        let proxy = proxy.map(Arc::new).ok_or_else(|| {
            BuildError::because("the URL of the proxy is not of the form http://user:password@host:port")
        })?;
        Ok(Self { http: Some(Arc::clone(&proxy)), https: Some(proxy), spared: Vec::new() })
    }

    /// The proxies that these variables of the environment name. One that cannot be read is passed over.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        if variable("REQUEST_METHOD").is_some() {
            // A CGI program: HTTP_PROXY holds what the client's header `Proxy` said.
            return Self::default();
        }
        let first = |names: [&str; 2]| names.into_iter().find_map(&variable);
        let proxy = |names| first(names).and_then(|url| Proxy::parse(&url)).map(Arc::new);
        let all = proxy(["ALL_PROXY", "all_proxy"]);
        let none = first(["NO_PROXY", "no_proxy"]).unwrap_or_default();
        let named = none.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Spared::parse);
        Self {
            http: proxy(["HTTP_PROXY", "http_proxy"]).or_else(|| all.clone()),
            https: proxy(["HTTPS_PROXY", "https_proxy"]).or(all),
            spared: std::iter::once(Spared::Loopback).chain(named).collect(),
        }
    }

    /// The same proxies, but for the hosts of which `spares` says so.
    #[must_use]
    pub fn sparing(mut self, spares: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.spared.push(Spared::By(Arc::new(spares)));
        self
    }

    /// The route to a service.
    #[must_use]
    pub fn route(&self, target: &Target) -> Route {
        let proxy = if target.is_secured() { &self.https } else { &self.http };
        match proxy {
            Some(proxy) if !self.spared.iter().any(|spared| spared.holds(target.authority().host())) => {
                Route::Proxy(Arc::clone(proxy))
            }
            _ => Route::Direct,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_is_not_reached_is_named_without_its_password() {
        let proxies = Proxies::explicit(&Secret::new("http://user:s3cr3t@proxy.test:3128")).expect("a proxy");
        let target = Target::of(&"https://app.test/".parse().expect("a URL")).expect("a target");
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let fault = proxies.route(&target).unconnected(&refused);
        let shown = format!("{fault} {fault:?} {}", fault.source().expect("a reason"));
        assert!(shown.contains("proxy.test:3128") && shown.contains("connection refused"), "{shown}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert_eq!(fault.kind(), TransportErrorKind::Connect);
        let direct = Route::Direct.unconnected(&refused);
        assert!(!format!("{direct:?}").contains("proxy"));
    }
}
