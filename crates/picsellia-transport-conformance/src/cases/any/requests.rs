//! Requests arrive as given.

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::helpers::{fails_with, get, pattern, post, post_to, request, response, succeeds, wide};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// Method, path, query, every header and the body arrive unchanged.
///
/// Contract: the request is sent as given.
pub fn a_request_arrives_as_given(subject: &dyn Subject, peer: &dyn Peer) {
    const TARGET: &str = "/api/a%2Fb/d%C3%A9p?name=d%C3%A9p+loy%2F1&&empty=&metadata=%7B%22k%22%3A1%7D";
    let mut given = post(peer.origin() + TARGET, b"\x00\xff{}");
    let headers = [("authorization", "Bearer TOK"), ("x-twice", "1"), ("x-twice", "2"), ("x-empty", "")];
    for (name, value) in headers {
        given.headers_mut().append(name, http::HeaderValue::from_static(value));
    }
    given.headers_mut().append("x-latin", http::HeaderValue::from_bytes(b"d\xe9p").expect("a header value"));
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    succeeds(exchange(subject, given, wide()));

    let requests = peer.requests();
    let [recorded] = requests.as_slice() else { panic!("{} requests instead of one", requests.len()) };
    assert_eq!(recorded.method, "POST");
    assert_eq!(recorded.target, TARGET);
    assert_eq!(recorded.values("authorization"), [b"Bearer TOK"]);
    assert_eq!(recorded.values("x-twice"), [b"1", b"2"]);
    assert_eq!(recorded.values("x-empty"), [b""]);
    assert_eq!(recorded.values("x-latin"), [b"d\xe9p"]);
    assert_eq!(recorded.body.as_ref(), b"\x00\xff{}");
}

/// A method that HTTP does not define carries a body. The platform lists data this way.
///
/// Contract: the request is sent as given.
pub fn a_custom_method_carries_a_body(subject: &dyn Subject, peer: &dyn Peer) {
    let method = Method::from_bytes(b"XGET").expect("a method");
    peer.script(vec![Reply::Whole(response(200, "{}"))]);
    let body = Body::from(b"{\"ids\":[]}".to_vec());
    succeeds(exchange(subject, request(method, peer.origin() + "/datas", body), wide()));
    assert_eq!(peer.requests()[0].method, "XGET");
    assert_eq!(peer.requests()[0].body.as_ref(), b"{\"ids\":[]}");
}

/// A POST and a GET without a body are complete requests.
///
/// Contract: the request is sent as given.
pub fn a_request_without_a_body_is_sent(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(200, "posted")), Reply::Whole(response(200, "got"))]);
    let posted = succeeds(exchange(subject, post(peer.origin() + "/empty", b""), wide()));
    assert_eq!(posted.body(), "posted");
    let got = succeeds(exchange(subject, get(peer.origin() + "/empty"), wide()));
    assert_eq!(got.body(), "got");
    assert!(peer.requests().iter().all(|request| request.body.is_empty()));
}

/// A body of 5 MB, the size of a large image, arrives unchanged.
///
/// Contract: the request is sent as given.
pub fn a_large_body_arrives_whole(subject: &dyn Subject, peer: &dyn Peer) {
    let body = pattern(5_000_000);
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    succeeds(exchange(subject, post(peer.origin() + "/large", body.clone()), wide()));
    // Not assert_eq!, whose message would contain both bodies.
    assert!(peer.requests()[0].body == body, "the body was changed");
}

/// A URL without a host is `Unsendable`.
///
/// Contract: what cannot be sent as given is `Unsendable`.
pub fn a_relative_url_cannot_be_sent(subject: &dyn Subject, peer: &dyn Peer) {
    let error = fails_with(exchange(subject, get("/relative"), wide()), TransportErrorKind::Unsendable);
    assert!(!error.may_have_been_sent());
    assert!(peer.requests().is_empty());
}

/// A request that is passed to `exchange` twice is sent twice, with the same bytes.
///
/// Contract: the request is sent as given.
pub fn a_request_can_be_sent_again(subject: &dyn Subject, peer: &dyn Peer) {
    peer.script(vec![Reply::Whole(response(503, "")), Reply::Whole(response(201, "{}"))]);
    let given = post_to(peer);
    assert_eq!(succeeds(exchange(subject, given.clone(), wide())).status(), 503);
    assert_eq!(succeeds(exchange(subject, given, wide())).status(), 201);
    let requests = peer.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0], requests[1]);
}
