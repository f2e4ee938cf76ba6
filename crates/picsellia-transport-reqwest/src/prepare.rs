//! Prepares a request for reqwest, or says why it cannot be sent.

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderValue};
use percent_encoding::percent_encode_byte;
use picsellia_core::{Body, TransportError, TransportErrorKind};
use picsellia_transport_support::check_framing;
use reqwest::Url;

/// A request that can be sent.
pub(crate) struct Prepared {
    /// The request without its body.
    pub(crate) head: reqwest::Request,
    pub(crate) body: Body,
}

/// Converts a request, and checks that its URL stays the same.
pub(crate) fn prepare(request: http::Request<Body>) -> Result<Prepared, TransportError> {
    if request.uri().authority().is_some_and(|authority| authority.as_str().contains('@')) {
        // reqwest would send them as an Authorization header.
        return Err(unsendable("the URL contains credentials: send them in a header instead"));
    }
    check_framing(&request)?;
    let target = request.uri().path_and_query().map(|target| target.as_str().to_owned());
    let lacks_length = request.body().is_empty() && !matches!(*request.method(), Method::GET | Method::HEAD);
    let (parts, body) = request.into_parts();
    let mut head = reqwest::Request::try_from(http::Request::from_parts(parts, reqwest::Body::default()))
        .map_err(|error| unsendable_because(&error.without_url()))?;
    if !target.is_some_and(|target| is_equivalent(&target, &path_and_query(head.url()))) {
        // A URL parser resolves a path such as `/a/../b`, which names another resource.
        return Err(unsendable(
            "the path or the query of the URL is not normalized: resolve `..` and percent-encode it",
        ));
    }
    if lacks_length {
        // hyper omits it, except for methods that it knows to carry a body.
        head.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    Ok(Prepared { head, body })
}

/// Returns whether `sent` equals `given`, apart from characters that the URL standard
/// percent-encodes.
///
/// An example is `'` in the query of a presigned URL. The signature covers the encoded form, so it
/// stays valid.
fn is_equivalent(given: &str, sent: &str) -> bool {
    let mut sent = sent.as_bytes();
    for byte in given.bytes() {
        let raw = sent.first() == Some(&byte);
        let encoded = || sent.starts_with(percent_encode_byte(byte).as_bytes());
        let length = if raw {
            1
        } else if encoded() {
            3
        } else {
            return false;
        };
        sent = &sent[length..];
    }
    sent.is_empty()
}

fn path_and_query(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn unsendable(reason: &str) -> TransportError {
    TransportError::because(TransportErrorKind::Unsendable, reason)
}

fn unsendable_because(error: &reqwest::Error) -> TransportError {
    TransportError::caused_by(TransportErrorKind::Unsendable, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the path and the query that are sent.
    fn sent(target: &str) -> Result<String, TransportErrorKind> {
        let request = http::Request::get(format!("https://bucket.test{target}")).body(Body::empty());
        let prepared = prepare(request.expect("a request"));
        prepared.map(|prepared| path_and_query(prepared.head.url())).map_err(|error| error.kind())
    }

    #[test]
    fn a_presigned_url_keeps_what_its_signature_covers() {
        let s3 = "/b/frame%20(1).jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K%2F20261122%2Feu-west-1%2Fs3\
                  %2Faws4_request&X-Amz-Signature=0af&response-content-disposition=attachment;filename=";
        for (given, expected) in [
            ("a+b!*(c),;:@$", "a+b!*(c),;:@$"),
            ("'frame.jpg'", "%27frame.jpg%27"),
            ("~%7e%2b%2F", "~%7e%2b%2F"),
            ("{k}|^`\\", "{k}|^`\\"),
        ] {
            assert_eq!(sent(&format!("{s3}{given}")), Ok(format!("{s3}{expected}")));
        }
        assert_eq!(sent("/b/it's!$&()*+,;=:@.jpg"), Ok("/b/it's!$&()*+,;=:@.jpg".to_owned()));
        assert_eq!(sent("/b/{id}"), Ok("/b/%7Bid%7D".to_owned()));
    }

    #[test]
    fn a_path_that_is_not_normalized_is_rejected() {
        for given in ["/a/../b", "/a/./b", "/a/%2e%2E/b", "/a/..", "/a\\b"] {
            assert_eq!(sent(given), Err(TransportErrorKind::Unsendable), "{given}");
        }
    }
}
