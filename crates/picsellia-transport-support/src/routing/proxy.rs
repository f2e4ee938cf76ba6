use http::uri::{Authority, Uri};
use percent_encoding::percent_decode_str;
use picsellia_core::Secret;

use super::Origin;

/// An HTTP proxy, and the credentials that it asks for.
#[derive(Debug)]
pub struct Proxy {
    origin: Origin,
    authorization: Option<Secret>,
}

impl Proxy {
    /// Parses the URL of a proxy. A URL without a scheme means `http://`.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        let uri: Uri =
            if url.contains("://") { url.parse() } else { format!("http://{url}").parse() }.ok()?;
        let authority = uri.authority()?.as_str();
        let (credentials, address) = match authority.rsplit_once('@') {
            Some((credentials, address)) => (Some(credentials), address),
            None => (None, authority),
        };
        let address: Authority = address.parse().ok()?;
        let origin = Origin::new(uri.scheme()?, address).ok()?;
        Some(Self { origin, authorization: credentials.map(basic_authorization) })
    }

    /// Returns where to connect to the proxy.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the value of the `Proxy-Authorization` header.
    #[must_use]
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }
}

fn basic_authorization(credentials: &str) -> Secret {
    let mut decoded: Vec<u8> = percent_decode_str(credentials).collect();
    if !decoded.contains(&b':') {
        // A user without a password still has the colon.
        decoded.push(b':');
    }
    Secret::new(format!("Basic {}", base64_turbo::STANDARD.encode(decoded)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_decoded_and_not_shown() {
        let proxy = Proxy::parse("http://us%65r:p%40ss@proxy.test:3128").expect("a proxy");
        assert_eq!(proxy.origin.authority(), "proxy.test:3128");
        assert_eq!(proxy.authorization().map(Secret::expose), Some("Basic dXNlcjpwQHNz"));
        assert!(!format!("{proxy:?}").contains("dXNl"));
        let without_password = Proxy::parse("http://user@proxy.test").expect("a proxy");
        assert_eq!(without_password.authorization().map(Secret::expose), Some("Basic dXNlcjo="));
    }

    #[test]
    fn another_url_than_that_of_an_http_proxy_is_rejected() {
        for rejected in ["socks5://proxy.test:1080", "http://", "http://user@", "", "::", "ftp://proxy.test"]
        {
            assert!(Proxy::parse(rejected).is_none(), "{rejected}");
        }
    }
}
