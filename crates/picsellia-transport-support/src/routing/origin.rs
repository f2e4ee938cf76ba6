use http::uri::{Authority, Scheme, Uri};
use picsellia_core::{TransportError, TransportErrorKind};

/// Scheme, host and port: what a connection is made to, be it a service or a proxy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    is_https: bool,
    authority: Authority,
}

impl Origin {
    /// Returns the origin of a URL.
    ///
    /// # Errors
    ///
    /// Returns [`Unsendable`](TransportErrorKind::Unsendable) if the URL is relative, has another
    /// scheme than `http` or `https`, contains credentials, has no host, or has an invalid port.
    pub fn from_url(url: &Uri) -> Result<Self, TransportError> {
        let (Some(scheme), Some(authority)) = (url.scheme(), url.authority()) else {
            return Err(unsendable("the URL is relative: expected http:// or https:// and a host"));
        };
        if authority.as_str().contains('@') {
            return Err(unsendable("the URL contains credentials: send them in a header instead"));
        }
        Self::new(scheme, authority.clone()).map_err(unsendable)
    }

    /// Returns the origin of this scheme and authority, or why they are invalid.
    pub(super) fn new(scheme: &Scheme, authority: Authority) -> Result<Self, &'static str> {
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err("invalid scheme in the URL: expected http or https");
        }
        let host = authority.host();
        if host.is_empty() {
            return Err("the URL has no host");
        }
        if host.len() != authority.as_str().len() && authority.port_u16().is_none() {
            return Err("invalid port in the URL");
        }
        Ok(Self { is_https: *scheme == Scheme::HTTPS, authority })
    }

    /// Returns whether requests go there over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Returns the host, and the port if the URL states one.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Returns the value of the `Host` header: the host, and the port unless the scheme implies it.
    #[must_use]
    pub fn host_header(&self) -> &str {
        match self.authority.port_u16() {
            Some(port) if port == implied_port(self.is_https) => self.authority.host(),
            _ => self.authority.as_str(),
        }
    }

    /// Returns the host as it is looked up and as a certificate names it. An IPv6 address has no
    /// brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority.host().trim_start_matches('[').trim_end_matches(']')
    }

    /// Returns the port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.authority.port_u16().unwrap_or(implied_port(self.is_https))
    }

    /// Returns the host and the port, as a `CONNECT` request states them: `app.picsellia.com:443`.
    #[must_use]
    pub fn host_and_port(&self) -> String {
        format!("{}:{}", self.authority.host(), self.port())
    }
}

fn implied_port(is_https: bool) -> u16 {
    if is_https { 443 } else { 80 }
}

fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_header_omits_the_port_that_the_scheme_implies() {
        for (url, host, port) in [
            ("http://a.test/x?y", "a.test", 80),
            ("https://a.test", "a.test", 443),
            ("https://a.test:443/", "a.test", 443),
            ("http://a.test:443/", "a.test:443", 443),
            ("http://[::1]:80/", "[::1]", 80),
        ] {
            let origin = Origin::from_url(&url.parse().expect("a URL")).expect("an origin");
            assert_eq!((origin.host_header(), origin.port()), (host, port), "{url}");
        }
    }

    #[test]
    fn a_url_without_an_origin_is_unsendable() {
        for url in ["/x", "ftp://a.test/", "http://user@a.test/", "http://:80/", "http://a.test:99999/"] {
            let Ok(url) = url.parse::<Uri>() else { continue };
            let error = Origin::from_url(&url).expect_err("no origin");
            assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{url}");
        }
    }
}
