//! Which requests go through a proxy.

use std::net::IpAddr;
use std::sync::Arc;

use http::uri::{Authority, Scheme, Uri};
use picsellia_core::{BuildError, Secret};

use crate::outgoing::Target;

/// How a request travels to its host.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    Direct,
    Proxy(Arc<Proxy>),
}

/// A proxy, and what it asks for.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) secured: bool,
    pub(crate) authority: Authority,
    authorization: Option<Secret>,
}

impl Proxy {
    fn parse(url: &str) -> Option<Arc<Self>> {
        let url = url.trim();
        let uri: Uri =
            if url.contains("://") { url.parse() } else { format!("http://{url}").parse() }.ok()?;
        let secured = match uri.scheme()? {
            scheme if *scheme == Scheme::HTTP => false,
            scheme if *scheme == Scheme::HTTPS => true,
            _ => return None,
        };
        let (credentials, place) = match uri.authority()?.as_str().rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, uri.authority()?.as_str()),
        };
        let authority: Authority = place.parse().ok()?;
        if authority.host().is_empty() {
            return None;
        }
        let authorization = credentials.map(|credentials| {
            let decoded = percent_decoded(credentials);
            // A user without a password still has the colon.
            let decoded = if decoded.contains(&b':') { decoded } else { [decoded.as_slice(), b":"].concat() };
            Secret::new(format!("Basic {}", base64_turbo::STANDARD.encode(decoded)))
        });
        Some(Arc::new(Self { secured, authority, authorization }))
    }

    /// The value of `Proxy-Authorization`.
    pub(crate) fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }
}

/// The proxies of a transport.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies {
    http: Option<Arc<Proxy>>,
    https: Option<Arc<Proxy>>,
    spared: Vec<Spared>,
}

impl Proxies {
    /// One proxy for every request. Its URL can hold a password, so no error repeats it.
    pub(crate) fn explicit(url: &Secret) -> Result<Self, BuildError> {
        let proxy = Proxy::parse(url.expose()).filter(|_| url.expose().contains("://"));
        let proxy = proxy.ok_or_else(|| {
            BuildError::because("the URL of the proxy is not of the form http://user:password@host:port")
        })?;
        Ok(Self { http: Some(Arc::clone(&proxy)), https: Some(proxy), spared: Vec::new() })
    }

    /// The proxy of an agent of ureq.
    pub(crate) fn of_agent(proxy: &ureq::Proxy) -> Result<Self, BuildError> {
        let mut proxies = Self::explicit(&Secret::new(proxy.uri().to_string()))?;
        proxies.spared.push(Spared::Agent(proxy.clone()));
        Ok(proxies)
    }

    /// The proxies that these variables of the environment name. One that cannot be read is passed over.
    pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        if variable("REQUEST_METHOD").is_some() {
            // A CGI program: HTTP_PROXY holds what the client's header `Proxy` said.
            return Self::default();
        }
        let first = |names: [&str; 2]| names.into_iter().find_map(&variable);
        let proxy = |names| first(names).and_then(|url| Proxy::parse(&url));
        let all = proxy(["ALL_PROXY", "all_proxy"]);
        let none = first(["NO_PROXY", "no_proxy"]).unwrap_or_default();
        let named = none.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Spared::parse);
        Self {
            http: proxy(["HTTP_PROXY", "http_proxy"]).or_else(|| all.clone()),
            https: proxy(["HTTPS_PROXY", "https_proxy"]).or(all),
            // A proxy is another machine, which would be asked for itself, and would be shown the token of a service
            // on this one.
            spared: std::iter::once(Spared::Loopback).chain(named).collect(),
        }
    }

    /// The route to a service.
    pub(crate) fn route(&self, target: &Target) -> Route {
        let proxy = if target.scheme == Scheme::HTTPS { &self.https } else { &self.http };
        match proxy {
            Some(proxy) if !self.spared.iter().any(|spared| spared.holds(target.authority.host())) => {
                Route::Proxy(Arc::clone(proxy))
            }
            _ => Route::Direct,
        }
    }
}

/// Hosts that are reached without a proxy.
#[derive(Clone, Debug)]
enum Spared {
    /// This machine.
    Loopback,
    /// Every host.
    All,
    /// An address, or the network that shares its first bits.
    Network(IpAddr, u8),
    /// A name and every name below it.
    Domain(String),
    /// Whatever an agent of ureq spares.
    Agent(ureq::Proxy),
}

impl Spared {
    fn parse(name: &str) -> Self {
        if name == "*" {
            return Self::All;
        }
        let (address, bits) = match name.split_once('/') {
            Some((address, bits)) => (address, bits.parse().ok()),
            None => (name, Some(u8::MAX)),
        };
        match (address.parse(), bits) {
            (Ok(address), Some(bits)) => Self::Network(address, bits),
            _ => Self::Domain(name.trim_start_matches('.').to_ascii_lowercase()),
        }
    }

    fn holds(&self, host: &str) -> bool {
        let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        match (self, address) {
            (Self::All, _) => true,
            (Self::Agent(proxy), _) => host.parse().is_ok_and(|host| proxy.is_no_proxy(&host)),
            (Self::Loopback, Some(address)) => address.to_canonical().is_loopback(),
            (Self::Loopback, None) => is_below(host, "localhost"),
            (Self::Network(network, bits), Some(address)) => shares(*network, address, *bits),
            (Self::Domain(domain), None) => is_below(host, domain),
            _ => false,
        }
    }
}

/// Whether `host` is `domain` or ends with a dot and `domain`.
fn is_below(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn shares(one: IpAddr, other: IpAddr, bits: u8) -> bool {
    let differing = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        _ => return false,
    };
    let most = if one.is_ipv4() { 32 } else { 128 };
    differing >= u32::from(bits).min(most)
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digits = (byte == b'%').then(|| [ahead.next(), ahead.next()]);
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match digits.map(|[high, low]| (digit(high), digit(low))) {
            Some((Some(high), Some(low))) => {
                decoded.push((high * 16 + low) as u8);
                bytes = ahead;
            }
            _ => decoded.push(byte),
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_a_proxy_are_decoded_and_not_shown() {
        let proxy = Proxy::parse("http://us%65r:p%40ss@proxy.test:3128").expect("a proxy");
        assert_eq!(proxy.authority, "proxy.test:3128");
        assert_eq!(proxy.authorization().map(Secret::expose), Some("Basic dXNlcjpwQHNz"));
        assert!(!format!("{proxy:?}").contains("dXNl"));
        let alone = Proxy::parse("http://user@proxy.test").expect("a proxy");
        assert_eq!(alone.authorization().map(Secret::expose), Some("Basic dXNlcjo="));
        for refused in ["socks5://proxy.test:1080", "http://", "http://user@", "", "::", "ftp://proxy.test"] {
            assert!(Proxy::parse(refused).is_none(), "{refused}");
        }
    }

    #[test]
    fn networks_hold_what_shares_their_bits() {
        for (name, host, held) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("192.168.1.7", "192.168.1.7", true),
            ("192.168.1.7", "192.168.1.8", false),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("fd00::/8", "[fd12::1]", true),
            ("fd00::/8", "10.0.0.1", false),
            ("10.0.0.0/99", "10.0.0.0", true),
            ("10.0.0.0/x", "10.0.0.0", false),
            (".acme.test", "api.acme.test", true),
            ("acme.test", "ACME.test", true),
            ("acme.test", "notacme.test", false),
        ] {
            assert_eq!(Spared::parse(name).holds(host), held, "{name} and {host}");
        }
        assert!(Spared::Loopback.holds("[::ffff:127.0.0.1]"));
    }
}
