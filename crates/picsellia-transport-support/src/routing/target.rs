use http::uri::{Authority, Scheme, Uri};
use picsellia_core::{TransportError, TransportErrorKind};

/// The service that a request goes to, or the proxy on the way there: what a connection is made to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub(crate) secured: bool,
    pub(crate) authority: Authority,
}

impl Target {
    /// The service that a URL names.
    ///
    /// # Errors
    ///
    /// [`Unsendable`](TransportErrorKind::Unsendable), where the URL is relative, neither of http nor of https, or has
    /// a user, no host, or a port that is none.
    pub fn of(url: &Uri) -> Result<Self, TransportError> {
        let (Some(scheme), Some(authority)) = (url.scheme(), url.authority()) else {
            return Err(unsendable("the URL is relative"));
        };
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(unsendable("the URL is neither of http nor of https"));
        }
        if authority.as_str().contains('@') {
            return Err(unsendable("the URL holds a user or a password"));
        }
        let host = authority.host();
        if host.is_empty() {
            return Err(unsendable("the URL has no host"));
        }
        if host.len() != authority.as_str().len() && authority.port_u16().is_none() {
            return Err(unsendable("the port of the URL is not a port"));
        }
        Ok(Self { secured: *scheme == Scheme::HTTPS, authority: authority.clone() })
    }

    /// Whether requests go there over TLS.
    #[must_use]
    pub fn is_secured(&self) -> bool {
        self.secured
    }

    /// Its host, and its port where the URL states one.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The value of the header `Host`: the host and, unless it is the one that the scheme implies, the port.
    #[must_use]
    pub fn host(&self) -> &str {
        match self.authority.port_u16() {
            Some(port) if port == implied(self.secured) => self.authority.host(),
            _ => self.authority.as_str(),
        }
    }

    /// Its host by itself, as it is looked up and as a certificate names it: an IPv6 address without brackets.
    #[must_use]
    pub fn name(&self) -> &str {
        self.authority.host().trim_start_matches('[').trim_end_matches(']')
    }

    /// The port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.authority.port_u16().unwrap_or(implied(self.secured))
    }

    /// Host and port, as a proxy is asked for a tunnel there: `app.picsellia.com:443`.
    #[must_use]
    pub fn host_and_port(&self) -> String {
        format!("{}:{}", self.authority.host(), self.port())
    }
}

fn implied(secured: bool) -> u16 {
    if secured { 443 } else { 80 }
}

fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_that_the_scheme_implies_is_not_said() {
        for (url, host, port) in [
            ("http://a.test/x?y", "a.test", 80),
            ("https://a.test", "a.test", 443),
            ("https://a.test:443/", "a.test", 443),
            ("http://a.test:443/", "a.test:443", 443),
            ("http://[::1]:80/", "[::1]", 80),
        ] {
            let target = Target::of(&url.parse().expect("a URL")).expect("a target");
            assert_eq!((target.host(), target.port()), (host, port), "{url}");
        }
    }

    #[test]
    fn what_names_no_service_is_refused() {
        for url in ["/x", "ftp://a.test/", "http://user@a.test/", "http://:80/", "http://a.test:99999/"] {
            let Ok(url) = url.parse::<Uri>() else { continue };
            assert!(Target::of(&url).is_err(), "{url}");
        }
    }
}
