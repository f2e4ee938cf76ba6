//! The URL under which clients reach the service, where it is not the one they called.

use std::fmt;

use http::Uri;

/// A scheme and an authority; clients drop whatever path a host has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    url: String,
    loopback: bool,
}

/// A text that is no such URL.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not http:// or https:// with a host and nothing after it")]
pub(crate) struct InvalidPublicUrl(String);

impl PublicUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidPublicUrl> {
        let parsed = text.parse::<Uri>().ok().and_then(|uri| {
            let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
            let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
            let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains('#');
            bare.then(|| Self {
                url: format!("{scheme}://{authority}"),
                loopback: is_loopback_name(authority.host()),
            })
        });
        parsed.ok_or_else(|| InvalidPublicUrl(text.to_owned()))
    }

    /// Whether only this machine can mean it.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Whether a host, without its port, names this machine whatever a DNS server says.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    match address.parse::<std::net::IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => {
            let host = host.to_ascii_lowercase();
            host == "localhost" || host.ends_with(".localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_a_scheme_and_a_host() {
        for (text, expected) in [
            ("https://monitoring.example", "https://monitoring.example"),
            ("http://monitoring.example:8080/", "http://monitoring.example:8080"),
            ("https://[::1]:1", "https://[::1]:1"),
        ] {
            assert_eq!(PublicUrl::parse(text).expect(text).as_str(), expected);
        }
        for text in [
            "",
            "monitoring.example",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://a?b",
            "https://u@a",
            "https://a#b",
        ] {
            PublicUrl::parse(text).expect_err(text);
        }
    }

    #[test]
    fn loopback_names_are_those_that_no_dns_server_decides() {
        for host in [
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_loopback_name(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
        ] {
            assert!(!is_loopback_name(host), "{host}");
        }
    }
}
