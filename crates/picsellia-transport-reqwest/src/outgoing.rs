//! From a request as the seam states it to one that reqwest sends, or a reason why not.

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderValue};
use picsellia_core::{Body, TransportError, TransportErrorKind, check_framing};
use reqwest::Url;

/// A request for reqwest without its body, and the body by itself.
pub(crate) struct Outgoing {
    pub(crate) request: reqwest::Request,
    pub(crate) body: Body,
}

pub(crate) fn convert(request: http::Request<Body>) -> Result<Outgoing, TransportError> {
    if request.uri().authority().is_some_and(|authority| authority.as_str().contains('@')) {
        // reqwest would turn them into an Authorization header.
        return Err(unsendable("the URL holds a user or a password"));
    }
    check_framing(&request)?;
    let target = request.uri().path_and_query().map(|target| target.as_str().to_owned());
    let announces_nothing =
        request.body().is_empty() && !matches!(*request.method(), Method::GET | Method::HEAD);
    let (head, body) = request.into_parts();
    let mut request = reqwest::Request::try_from(http::Request::from_parts(head, reqwest::Body::default()))
        .map_err(|error| unsendable_because(&error.without_url()))?;
    if !target.is_some_and(|target| is_same(&target, &path_and_query(request.url()))) {
        // Such as `/a/../b`, which a URL parser resolves.
        return Err(unsendable("the path or the query of the URL is not in normal form"));
    }
    if announces_nothing {
        // hyper leaves it out, except where it knows the method to carry a body.
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    Ok(Outgoing { request, body })
}

/// Whether `sent` is `given`, or differs by nothing but characters that the URL standard percent-encodes, such as the
/// `'` in the query of a presigned URL. Its signature covers the encoded form, so it stays valid.
fn is_same(given: &str, sent: &str) -> bool {
    let mut sent = sent.as_bytes();
    for byte in given.bytes() {
        let raw = sent.first() == Some(&byte);
        let encoded = || sent.starts_with(format!("%{byte:02X}").as_bytes());
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

    fn sent(target: &str) -> Result<String, TransportErrorKind> {
        let request = http::Request::get(format!("https://bucket.test{target}")).body(Body::empty());
        let converted = convert(request.expect("a request"));
        converted.map(|outgoing| path_and_query(outgoing.request.url())).map_err(|error| error.kind())
    }

    #[test]
    fn presigned_urls_keep_what_their_signature_covers() {
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
    fn a_path_that_names_another_resource_is_refused() {
        for given in ["/a/../b", "/a/./b", "/a/%2e%2E/b", "/a/..", "/a\\b"] {
            assert_eq!(sent(given), Err(TransportErrorKind::Unsendable), "{given}");
        }
    }
}
