use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::uri::{self, Authority, Scheme, Uri};

use crate::problem::InvalidInput;
use crate::transport::Body;

/// The origin of a service: scheme, host and port, such as `https://app.picsellia.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    scheme: Scheme,
    authority: Authority,
}

/// A text that is not the origin of a service. `Display` says why and shows an example.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; expected scheme, host and port only, such as https://app.picsellia.com")]
pub struct InvalidHost {
    reason: &'static str,
}

impl Host {
    /// Returns the public platform, `https://app.picsellia.com`.
    #[must_use]
    pub fn public() -> Self {
        Self { scheme: Scheme::HTTPS, authority: Authority::from_static("app.picsellia.com") }
    }

    /// Returns whether a secret may be sent there: the scheme is `https`, or the host is this
    /// machine.
    #[must_use]
    pub fn keeps_secrets(&self) -> bool {
        self.scheme == Scheme::HTTPS || self.is_loopback()
    }

    fn is_loopback(&self) -> bool {
        let name = self.authority.host().trim_start_matches('[').trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }

    /// Returns the origin of an absolute URL, whose path is dropped.
    ///
    /// The platform gives such a URL as `oracle_host`, and the official SDK drops the path too.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidHost`] if `url` is not the URL of a service.
    pub fn of_url(url: &str) -> Result<Self, InvalidHost> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        format!("{scheme}://{authority}").parse()
    }

    /// Creates a request to a path on this host.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if path and query are too long or do not form a URL.
    pub fn request(
        &self,
        method: http::Method,
        path_and_query: &str,
        body: Body,
    ) -> Result<http::Request<Body>, InvalidInput> {
        let mut parts = uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path_and_query.parse().map_err(|_| super::too_long())?);
        let mut request = http::Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| super::too_long())?;
        Ok(request)
    }
}

impl FromStr for Host {
    type Err = InvalidHost;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = |reason| InvalidHost { reason };
        if text.contains('#') {
            return Err(fail("the host has a fragment"));
        }
        let uri: Uri = text.trim().parse().map_err(|_| fail("the host is not a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.ok_or_else(|| fail("the host has no scheme"))?;
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err(fail("the scheme is neither https nor http"));
        }
        let authority = parts.authority.ok_or_else(|| fail("the host is not a URL"))?;
        if authority.as_str().contains('@') {
            return Err(fail("the host contains a user name"));
        }
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        let is_port = |port: &str| port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        if authority.host().is_empty() || !(port.is_empty() || is_port(port)) {
            return Err(fail("invalid host or port"));
        }
        // The official SDK silently drops a path, so requests would not go where the user expects.
        if parts.path_and_query.is_some_and(|path| path != "/") {
            return Err(fail("the host has a path or a query"));
        }
        Ok(Self { scheme, authority })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_accepted_and_anything_else_is_rejected() {
        for origin in ["https://app.picsellia.com", "http://127.0.0.1:8080/", "http://[::1]:9"] {
            let host: Host = origin.parse().unwrap();
            assert_eq!(host.to_string(), origin.trim_end_matches('/'));
        }
        for (text, reason) in [
            ("", "not a URL"),
            ("app.picsellia.com", "no scheme"),
            ("ftp://app.picsellia.com", "neither"),
            ("https://app.picsellia.com/eu", "path"),
            ("https://user:pass@app.picsellia.com", "user name"),
            ("https://app.picsellia.com:99999", "invalid host or port"),
            ("https://app.picsellia.com:abc", "invalid host or port"),
            ("https://:80", "invalid host or port"),
            ("https://app.picsellia.com#eu", "fragment"),
        ] {
            let error = text.parse::<Host>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text:?}: {error}");
            assert!(!error.contains("pass@"), "{error}");
        }
    }

    #[test]
    fn secrets_may_go_over_https_or_to_this_machine() {
        for (origin, keeps) in [
            ("https://app.picsellia.com", true),
            ("http://localhost:80", true),
            ("http://127.0.0.2", true),
            ("http://[::1]:80", true),
            ("http://app.picsellia.com", false),
            ("http://localhost.evil.example", false),
        ] {
            assert_eq!(origin.parse::<Host>().unwrap().keeps_secrets(), keeps, "{origin}");
        }
    }
}
