//! The bytes of a request.

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::helpers::{Source, describe, get, pattern, post, request, response, succeeds, wide};
use crate::http_peer::HttpPeer;
use crate::peer::{Peer, RecordedRequest, Reply};
use crate::subject::{Subject, exchange};

/// The headers that a transport may add.
///
/// `Accept: */*` means the same as no `Accept` (RFC 9110, 12.5.1), and some clients cannot omit it.
const ALLOWED: [(&str, Option<&[u8]>); 3] =
    [("host", None), ("content-length", None), ("accept", Some(b"*/*"))];

/// No header is added except `Host`, `Content-Length` and, if the request has no `Accept`, `Accept:
/// */*`.
///
/// Contract: the request is sent as given.
pub fn no_header_is_added_to_a_request(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    let mut given = post(peer.origin() + "/api/deployment/1/predictions", b"{\"latency\":0.257}");
    given.headers_mut().insert("authorization", http::HeaderValue::from_static("Bearer TOK"));
    succeeds(exchange(subject, given, wide()));

    let raw = peer.raw_requests().remove(0);
    assert!(
        raw.starts_with(b"POST /api/deployment/1/predictions HTTP/1.1\r\n"),
        "the request line of {}",
        String::from_utf8_lossy(&raw)
    );
    let recorded = peer.requests().remove(0);
    assert_eq!(recorded.values("host"), [peer.address().to_string().as_bytes()]);
    assert_eq!(recorded.values("content-length"), [b"17"]);
    assert_eq!(recorded.values("authorization"), [b"Bearer TOK"]);
    for (name, value) in &recorded.headers {
        let allowed = ALLOWED
            .iter()
            .any(|(allowed, only)| name == allowed && only.is_none_or(|only| only == value.as_slice()));
        assert!(allowed || name == "authorization", "{name} was added to the request");
    }
}

/// Headers that HTTP clients set by default keep the caller's values.
///
/// Contract: the request is sent as given.
pub fn headers_of_the_caller_are_not_replaced(subject: &dyn Subject, peer: &HttpPeer) {
    let given =
        [("accept", "application/json"), ("user-agent", "picsellia-test/1"), ("accept-encoding", "identity")];
    peer.script(vec![Reply::Whole(response(200, "{}"))]);
    let mut request = get(peer.origin() + "/");
    for (name, value) in given {
        request.headers_mut().insert(name, http::HeaderValue::from_static(value));
    }
    succeeds(exchange(subject, request, wide()));
    for (name, value) in given {
        assert_eq!(peer.requests()[0].values(name), [value.as_bytes()], "{name}");
    }
}

/// A body in memory is sent with its `Content-Length`, and never in chunks.
///
/// Contract: the request is sent as given.
pub fn a_body_is_sent_with_its_length(subject: &dyn Subject, peer: &HttpPeer) {
    for length in [0, 1, 65_536, 1_000_000] {
        for method in ["POST", "XGET"] {
            peer.script(vec![Reply::Whole(response(200, ""))]);
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let body = Body::from(vec![b'x'; length]);
            succeeds(exchange(subject, request(method, peer.origin() + "/", body), wide()));
            let recorded = last(peer);
            assert_eq!(recorded.values("content-length"), [length.to_string().as_bytes()]);
            assert!(recorded.values("transfer-encoding").is_empty(), "{recorded:?}");
            assert_eq!(recorded.body.len(), length);
        }
    }
}

/// A body that is read while it is sent has its `Content-Length`, and is never sent in chunks.
///
/// Contract: the request is sent as given.
pub fn a_body_from_a_source_is_sent_with_its_length(subject: &dyn Subject, peer: &HttpPeer) {
    for length in [0, 1, 65_536, 5_000_000] {
        peer.script(vec![Reply::Whole(response(200, ""))]);
        succeeds(exchange(
            subject,
            request(Method::POST, peer.origin() + "/", Source::body(length, true)),
            wide(),
        ));
        let recorded = last(peer);
        assert_eq!(recorded.values("content-length"), [length.to_string().as_bytes()]);
        assert!(recorded.values("transfer-encoding").is_empty(), "{recorded:?}");
        assert!(recorded.body == pattern(length), "the body of {length} bytes was changed");
    }
    assert_eq!(peer.connections(), 1, "the connection is reused after a whole body");
}

/// A GET states a length of zero or none.
///
/// Contract: the request is sent as given.
pub fn a_get_states_no_body(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Whole(response(200, ""))]);
    succeeds(exchange(subject, get(peer.origin() + "/"), wide()));
    let recorded = last(peer);
    assert!(recorded.values("content-length").iter().all(|length| length == b"0"), "{recorded:?}");
    assert!(recorded.values("transfer-encoding").is_empty(), "{recorded:?}");
}

/// A path that clients tend to normalize is sent unchanged or is `Unsendable`. Characters that are
/// invalid in a URL may be percent-encoded.
///
/// Contract: the request is sent as given.
pub fn a_path_is_not_rewritten(subject: &dyn Subject, peer: &HttpPeer) {
    for target in ["/a/../b", "/a/./b", "//double", "/%7e?q='a'", "/a?", "/a%2e%2e/b", "/a/{k}"] {
        let before = peer.requests().len();
        peer.script(vec![Reply::Whole(response(200, ""))]);
        match exchange(subject, get(peer.origin() + target), wide()) {
            Ok(_) => {
                let sent = last(peer).target;
                let encoded = [("'", "%27"), ("{", "%7B"), ("}", "%7D")]
                    .into_iter()
                    .fold(target.to_owned(), |target, (raw, encoded)| target.replace(raw, encoded));
                assert!(sent == target || sent == encoded, "{target} was sent as {sent}");
            }
            Err(error) => {
                assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{target}: {}", describe(&error));
                assert_eq!(peer.requests().len(), before);
                // Takes the reply that is left.
                succeeds(exchange(subject, get(peer.origin() + "/"), wide()));
            }
        }
    }
}

/// No character of a presigned URL changes, except into its percent-encoding, which the signature
/// covers.
///
/// Contract: the request is sent as given.
pub fn a_presigned_url_keeps_its_signature(subject: &dyn Subject, peer: &HttpPeer) {
    let target = "/bucket/frame%20(1)!.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K%2F20261122%2Feu%2Fs3%2F\
                  aws4_request&X-Amz-Signature=0af1&response-content-disposition=attachment;filename='it''s+(1)!*~,.jpg'\
                  &GoogleAccessId=a@b.test&empty=&Expires=1:2/3?4$";
    peer.script(vec![Reply::Whole(response(200, "image"))]);
    let returned = succeeds(exchange(subject, get(peer.origin() + target), wide()));
    assert_eq!(returned.body(), "image");
    let sent = last(peer).target;
    assert!(sent == target || sent == target.replace('\'', "%27"), "sent as {sent}");
}

/// Credentials in the URL do not become an `Authorization` header.
///
/// Contract: what cannot be sent as given is `Unsendable`.
pub fn credentials_in_a_url_are_not_sent(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Whole(response(200, ""))]);
    let url = format!("http://user:password@{}/", peer.address());
    match exchange(subject, get(url), wide()) {
        Ok(_) => assert!(last(peer).values("authorization").is_empty()),
        Err(error) => assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{}", describe(&error)),
    }
}

/// A `Content-Length` that is not the body's, or a `Transfer-Encoding`, is `Unsendable`.
///
/// Contract: what cannot be sent as given is `Unsendable`.
pub fn contradictory_framing_is_unsendable(subject: &dyn Subject, peer: &HttpPeer) {
    for (name, value) in [("content-length", "5"), ("content-length", "x"), ("transfer-encoding", "chunked")]
    {
        let mut given = post(peer.origin() + "/", b"0123456789");
        given.headers_mut().insert(name, http::HeaderValue::from_static(value));
        let result = exchange(subject, given, wide());
        let error = crate::cases::helpers::fails_with(result, TransportErrorKind::Unsendable);
        assert!(!error.may_have_been_sent());
    }
    assert!(peer.requests().is_empty());
}

fn last(peer: &HttpPeer) -> RecordedRequest {
    peer.requests().pop().expect("a request")
}
