//! The URL that clients reach the service at, if it differs from the one they send requests to.

use std::fmt;

use http::Uri;

use crate::loopback::is_loopback_name;

/// A scheme and an authority. There is no path, because clients drop the path of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    url: String,
    loopback: bool,
}

/// A text that is not a public URL.
#[derive(Debug, thiserror::Error)]
#[error("invalid public URL {0:?}: expected http:// or https:// with a host and no path")]
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

    /// Returns whether the URL names this machine, so that no other machine can use it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
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
}
