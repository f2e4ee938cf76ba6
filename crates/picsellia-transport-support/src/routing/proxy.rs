use http::uri::{Authority, Scheme, Uri};
use picsellia_core::Secret;

use super::Target;

/// A proxy, and what it asks for.
#[derive(Debug)]
pub struct Proxy {
    place: Target,
    authorization: Option<Secret>,
}

impl Proxy {
    pub(crate) fn parse(url: &str) -> Option<Self> {
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
        Some(Self { place: Target { secured, authority }, authorization })
    }

    /// Where it is reached.
    #[must_use]
    pub fn place(&self) -> &Target {
        &self.place
    }

    /// The value of `Proxy-Authorization`.
    #[must_use]
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }
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
        assert_eq!(proxy.place.authority(), "proxy.test:3128");
        assert_eq!(proxy.authorization().map(Secret::expose), Some("Basic dXNlcjpwQHNz"));
        assert!(!format!("{proxy:?}").contains("dXNl"));
        let alone = Proxy::parse("http://user@proxy.test").expect("a proxy");
        assert_eq!(alone.authorization().map(Secret::expose), Some("Basic dXNlcjo="));
        for refused in ["socks5://proxy.test:1080", "http://", "http://user@", "", "::", "ftp://proxy.test"] {
            assert!(Proxy::parse(refused).is_none(), "{refused}");
        }
    }
}
