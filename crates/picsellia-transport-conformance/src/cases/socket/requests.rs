//! The bytes of a request.

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::requests::{Source, describe, get, pattern, post, request, response, succeeds, wide};
use crate::http_peer::HttpPeer;
use crate::peer::{Peer, RecordedRequest, Reply};
use crate::subject::{Subject, exchange};

/// What a transport may put before a service on its own.
///
/// `Accept: */*` says the same as no `Accept` (RFC 9110 12.5.1), and some clients cannot leave it out.
const ALLOWED: [(&str, Option<&[u8]>); 3] =
    [("host", None), ("content-length", None), ("accept", Some(b"*/*"))];

/// Nothing is added but `Host`, `Content-Length` and, where the request states none, `Accept: */*`.
pub fn nothing_is_added_to_a_request(subject: &dyn Subject, peer: &HttpPeer) {
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
    let came = peer.requests().remove(0);
    assert_eq!(came.values("host"), [peer.address().to_string().as_bytes()]);
    assert_eq!(came.values("content-length"), [b"17"]);
    assert_eq!(came.values("authorization"), [b"Bearer TOK"]);
    for (name, value) in &came.headers {
        let allowed = ALLOWED
            .iter()
            .any(|(allowed, only)| name == allowed && only.is_none_or(|only| only == value.as_slice()));
        assert!(allowed || name == "authorization", "{name} was added to the request");
    }
}

/// Headers that clients like to set are the caller's.
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

/// The length is stated, and is that of the body; never in chunks.
pub fn a_body_goes_out_with_its_length(subject: &dyn Subject, peer: &HttpPeer) {
    for length in [0, 1, 65_536, 1_000_000] {
        for method in ["POST", "XGET"] {
            peer.script(vec![Reply::Whole(response(200, ""))]);
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let body = Body::from(vec![b'x'; length]);
            succeeds(exchange(subject, request(method, peer.origin() + "/", body), wide()));
            let came = last(peer);
            assert_eq!(came.values("content-length"), [length.to_string().as_bytes()]);
            assert!(came.values("transfer-encoding").is_empty(), "{came:?}");
            assert_eq!(came.body.len(), length);
        }
    }
}

/// The same holds for one that is read while it is sent, which the service gets in order.
pub fn a_body_from_a_source_goes_out_with_its_length(subject: &dyn Subject, peer: &HttpPeer) {
    for length in [0, 1, 65_536, 5_000_000] {
        peer.script(vec![Reply::Whole(response(200, ""))]);
        succeeds(exchange(
            subject,
            request(Method::POST, peer.origin() + "/", Source::body(length, true)),
            wide(),
        ));
        let came = last(peer);
        assert_eq!(came.values("content-length"), [length.to_string().as_bytes()]);
        assert!(came.values("transfer-encoding").is_empty(), "{came:?}");
        assert!(came.body == pattern(length), "other bytes came of {length}");
    }
    assert_eq!(peer.connections(), 1, "a whole body leaves the connection usable");
}

/// A request that has nothing to send states a length of 0 or none.
pub fn a_get_announces_no_body(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Whole(response(200, ""))]);
    succeeds(exchange(subject, get(peer.origin() + "/"), wide()));
    let came = last(peer);
    assert!(came.values("content-length").iter().all(|length| length == b"0"), "{came:?}");
    assert!(came.values("transfer-encoding").is_empty(), "{came:?}");
}

/// A path that a client would like to tidy up goes out as it is, or not at all. What a URL cannot hold may go out as its
/// percent-encoding.
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
                assert!(sent == target || sent == encoded, "{target} went out as {sent}");
            }
            Err(error) => {
                assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{target}: {}", describe(&error));
                assert_eq!(peer.requests().len(), before);
                // The reply was not taken.
                succeeds(exchange(subject, get(peer.origin() + "/"), wide()));
            }
        }
    }
}

/// The signature of a presigned URL covers every character of its query: none is changed but into its
/// percent-encoding, which the signature is computed over.
pub fn a_presigned_url_is_sent(subject: &dyn Subject, peer: &HttpPeer) {
    let target = "/bucket/frame%20(1)!.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K%2F20261122%2Feu%2Fs3%2F\
                  aws4_request&X-Amz-Signature=0af1&response-content-disposition=attachment;filename='it''s+(1)!*~,.jpg'\
                  &GoogleAccessId=a@b.test&empty=&Expires=1:2/3?4$";
    peer.script(vec![Reply::Whole(response(200, "image"))]);
    let answered = succeeds(exchange(subject, get(peer.origin() + target), wide()));
    assert_eq!(answered.body(), "image");
    let sent = last(peer).target;
    assert!(sent == target || sent == target.replace('\'', "%27"), "went out as {sent}");
}

/// A user and a password in the URL do not turn into a header.
pub fn credentials_in_a_url_are_not_sent(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Whole(response(200, ""))]);
    let url = format!("http://user:password@{}/", peer.address());
    match exchange(subject, get(url), wide()) {
        Ok(_) => assert!(last(peer).values("authorization").is_empty()),
        Err(error) => assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{}", describe(&error)),
    }
}

/// A request whose headers contradict its body is not sent: the service would read what follows as a request.
pub fn a_contradicted_length_is_not_sent(subject: &dyn Subject, peer: &HttpPeer) {
    for (name, value) in [("content-length", "5"), ("content-length", "x"), ("transfer-encoding", "chunked")]
    {
        let mut given = post(peer.origin() + "/", b"0123456789");
        given.headers_mut().insert(name, http::HeaderValue::from_static(value));
        let result = exchange(subject, given, wide());
        let error = crate::cases::requests::fails_with(result, TransportErrorKind::Unsendable);
        assert!(!error.may_have_been_sent());
    }
    assert!(peer.requests().is_empty());
}

fn last(peer: &HttpPeer) -> RecordedRequest {
    peer.requests().pop().expect("a request came")
}
