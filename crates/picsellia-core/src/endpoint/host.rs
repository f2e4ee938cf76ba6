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
#[error(
    "invalid host{shown}: {reason}; expected scheme, host and port only, such as https://app.picsellia.com"
)]
pub struct InvalidHost {
    reason: &'static str,
    /// The text in quotes, without what can be a secret.
    shown: String,
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
        let fail = |reason| InvalidHost { reason, shown: shown(text.trim()) };
        if text.contains('#') {
            return Err(fail("it has a fragment"));
        }
        let uri: Uri = text.trim().parse().map_err(|_| fail("it is not a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.ok_or_else(|| fail("it has no scheme"))?;
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err(fail("the scheme is neither https nor http"));
        }
        let authority = parts.authority.ok_or_else(|| fail("it is not a URL"))?;
        if authority.as_str().contains('@') {
            return Err(fail("it contains a user name"));
        }
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        let is_port = |port: &str| port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        if authority.host().is_empty() || !(port.is_empty() || is_port(port)) {
            return Err(fail("its name or port is invalid"));
        }
        // The official SDK silently drops a path, so requests would not go where the user expects.
        if parts.path_and_query.is_some_and(|path| path != "/") {
            return Err(fail("it has a path or a query"));
        }
        Ok(Self { scheme, authority })
    }
}

/// Shows a text that is not a host. A user name, a query, a fragment and a text that does not look
/// like a host can be a secret and are left out.
fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let text = match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => host.to_owned(),
        (_, None) => text.to_owned(),
    };
    let looks_like_a_host = text.contains("://") || text.contains(['.', ':']);
    if looks_like_a_host && text.chars().count() <= LONGEST { format!(" {text:?}") } else { String::new() }
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
            ("https://app.picsellia.com:99999", "name or port is invalid"),
            ("https://app.picsellia.com:abc", "name or port is invalid"),
            ("https://:80", "name or port is invalid"),
            ("https://app.picsellia.com#eu", "fragment"),
        ] {
            let error = text.parse::<Host>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text:?}: {error}");
            assert!(!error.contains("pass@"), "{error}");
        }
    }

    #[test]
    fn an_invalid_host_is_named_without_what_can_be_a_secret() {
        for (text, shown) in [
            ("app.picsellia.com", "invalid host \"app.picsellia.com\": "),
            ("https://app.picsellia.com/eu", "invalid host \"https://app.picsellia.com/eu\": "),
            ("https://user:pass@app.picsellia.com", "invalid host \"https://…@app.picsellia.com\": "),
            ("https://app.picsellia.com?key=secret", "invalid host \"https://app.picsellia.com\": "),
            ("0123456789abcdef0123456789abcdef", "invalid host: "),
        ] {
            let error = text.parse::<Host>().unwrap_err().to_string();
            assert!(error.starts_with(shown), "{text}: {error}");
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
