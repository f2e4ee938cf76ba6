//! Responses are returned as the service sent them.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_ENCODING, LOCATION, RETRY_AFTER, SET_COOKIE};

use crate::cases::helpers::{get, post_to, response, succeeds, wide};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// Every status from 200 to 599 is `Ok`, with its headers and its body.
///
/// Contract: every status is `Ok`.
pub fn every_status_is_a_response(subject: &dyn Subject, peer: &dyn Peer) {
    let named = (200..=208).chain([226]).chain(300..=308).chain(400..=418).chain(421..=429);
    let named = named.chain([431, 451]).chain(500..=511);
    // HTTP allows any number of three digits.
    for status in named.chain([299, 399, 499, 599]) {
        // RFC 9110, 15.3.5 and 15.4.5: these have no body.
        let body = if matches!(status, 204 | 304) { String::new() } else { format!("body of {status}") };
        let mut scripted = response(status, body.clone());
        scripted.headers_mut().insert("x-response", http::HeaderValue::from(status));
        peer.script(vec![Reply::Whole(scripted)]);
        let returned = succeeds(exchange(subject, post_to(peer), wide()));
        assert_eq!(returned.status().as_u16(), status);
        assert_eq!(returned.headers()["x-response"], status.to_string());
        assert_eq!(returned.body(), &Bytes::from(body), "the body of {status}");
    }
}

/// Every value of a repeated response header is returned, in order.
///
/// Contract: the response is returned whole.
pub fn repeated_headers_of_a_response_are_kept(subject: &dyn Subject, peer: &dyn Peer) {
    let scripted = Response::builder()
        .status(429)
        .header(RETRY_AFTER, "1")
        .header(SET_COOKIE, "a=1")
        .header(RETRY_AFTER, "Wed, 21 Oct 2026 07:28:00 GMT")
        .header(SET_COOKIE, "b=2")
        .body(Bytes::new());
    peer.script(vec![Reply::Whole(scripted.expect("a response"))]);
    let returned = succeeds(exchange(subject, post_to(peer), wide()));
    let values = |name| returned.headers().get_all(name).iter().cloned().collect::<Vec<_>>();
    assert_eq!(values(RETRY_AFTER), ["1", "Wed, 21 Oct 2026 07:28:00 GMT"]);
    assert_eq!(values(SET_COOKIE), ["a=1", "b=2"]);
}

/// Response header values that are empty or not text are returned unchanged.
///
/// Contract: the response is returned whole.
pub fn header_values_of_a_response_are_kept(subject: &dyn Subject, peer: &dyn Peer) {
    let mut scripted = response(200, "{}");
    for (name, value) in [("x-latin", b"d\xe9p".as_slice()), ("x-empty", b""), ("x-spaces", b"a  b\tc")] {
        scripted.headers_mut().insert(name, http::HeaderValue::from_bytes(value).expect("a header value"));
    }
    peer.script(vec![Reply::Whole(scripted.clone())]);
    let returned = succeeds(exchange(subject, post_to(peer), wide()));
    for (name, value) in scripted.headers() {
        assert_eq!(returned.headers().get(name), Some(value), "{name}");
    }
}

/// A redirect is returned as it is. Following it would send the token elsewhere.
///
/// Contract: no redirect is followed.
pub fn a_redirect_is_not_followed(subject: &dyn Subject, peer: &dyn Peer) {
    for (done, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        let target = peer.origin() + "/login";
        let mut scripted = response(status, "moved");
        scripted.headers_mut().insert(LOCATION, target.parse().expect("a header value"));
        peer.script(vec![Reply::Whole(scripted)]);
        let returned = succeeds(exchange(subject, post_to(peer), wide()));
        assert_eq!(returned.status().as_u16(), status);
        assert_eq!(returned.headers()[LOCATION], target);
        assert_eq!(peer.requests().len(), done + 1, "one request for each redirect");
    }
}

/// The bytes of a compressed response are returned unchanged.
///
/// Contract: no body is decompressed.
pub fn a_response_is_not_decompressed(subject: &dyn Subject, peer: &dyn Peer) {
    // An empty gzip stream: decompressing it would give no bytes.
    const GZIP: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let mut scripted = response(200, GZIP);
    scripted.headers_mut().insert(CONTENT_ENCODING, http::HeaderValue::from_static("gzip"));
    peer.script(vec![Reply::Whole(scripted)]);
    let returned = succeeds(exchange(subject, post_to(peer), wide()));
    assert_eq!(returned.headers()[CONTENT_ENCODING], "gzip");
    assert_eq!(returned.body().as_ref(), GZIP);
}

/// A cookie that a response sets is not sent with the next request.
///
/// Contract: no cookie is kept.
pub fn no_cookie_is_kept(subject: &dyn Subject, peer: &dyn Peer) {
    let mut scripted = response(200, "");
    scripted.headers_mut().insert(SET_COOKIE, http::HeaderValue::from_static("session=1; Path=/"));
    peer.script(vec![Reply::Whole(scripted), Reply::Whole(response(200, ""))]);
    succeeds(exchange(subject, get(peer.origin() + "/first"), wide()));
    succeeds(exchange(subject, get(peer.origin() + "/second"), wide()));
    let requests = peer.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.values("cookie").is_empty(), "{} carries a cookie", request.target);
    }
}
