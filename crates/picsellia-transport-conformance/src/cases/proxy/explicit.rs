//! A proxy that the user names.

use picsellia_core::TransportErrorKind;

use super::Through;
use crate::cases::any::{secret_request, shows_nothing};
use crate::cases::requests::{describe, fails, post, response, short, succeeds, wide};
use crate::http_peer::{HttpPeer, RefusingPort, Turn};
use crate::identity::Authority;
use crate::peer::{Peer, Reply};
use crate::subject::exchange;

/// The URL of `proxy` with a user and a password, `s3cr3t` both.
fn with_credentials(proxy: &HttpPeer) -> String {
    format!("http://s3cr3t:s3cr3t%3A%40@{}", proxy.address())
}

/// The base64 of `s3cr3t:s3cr3t:@`.
const AUTHORIZATION: &[u8] = b"Basic czNjcjN0OnMzY3IzdDpA";

/// A proxy takes a request to `http` whole, with its full URL, and answers it.
pub fn a_request_to_http_is_made_of_the_proxy(through: Through<'_>) {
    let proxy = HttpPeer::start();
    let subject = through(&with_credentials(&proxy), Authority::new().pem());
    proxy.script(vec![Reply::Whole(response(201, "{}")), Reply::Whole(response(407, "who are you?"))]);
    let request = || post("http://service.invalid/api?a=1", b"{\"latency\":0.257}");
    assert_eq!(succeeds(exchange(&*subject, request(), wide())).status(), 201);
    // What a proxy answers is a response.
    assert_eq!(succeeds(exchange(&*subject, request(), wide())).status(), 407);
    for came in proxy.requests() {
        assert_eq!((came.method.as_str(), came.target.as_str()), ("POST", "http://service.invalid/api?a=1"));
        assert_eq!(came.values("host"), [b"service.invalid"]);
        assert_eq!(came.values("proxy-authorization"), [AUTHORIZATION]);
        assert_eq!(came.body.as_ref(), b"{\"latency\":0.257}");
    }
}

/// A request to `https` goes through a tunnel: the proxy learns the host alone, the service nothing of the proxy.
pub fn a_request_to_https_goes_through_a_tunnel(through: Through<'_>) {
    let authority = Authority::new();
    let service = HttpPeer::start_tls(&authority.identity());
    let proxy = HttpPeer::start();
    let subject = through(&with_credentials(&proxy), authority.pem());
    proxy.turns([Turn::new().read_head().write("HTTP/1.1 200 Go on\r\n\r\n").tunnel(service.address())]);
    service.script(vec![Reply::Whole(response(201, "{}")), Reply::Whole(response(200, "again"))]);
    assert_eq!(succeeds(exchange(&*subject, secret_request(&service.origin()), wide())).status(), 201);
    let again = succeeds(exchange(&*subject, secret_request(&service.origin()), wide()));
    assert_eq!(again.body(), "again", "over the same tunnel");

    let raw = proxy.raw_requests();
    let shown = String::from_utf8_lossy(&raw[0]).into_owned();
    assert_eq!(raw.len(), 1, "{shown}");
    assert!(
        shown.starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", service.address().port())),
        "{shown}"
    );
    assert_eq!(proxy.requests()[0].values("proxy-authorization"), [AUTHORIZATION]);
    // Its credentials stand there in base64 only.
    shows_nothing(&shown);
    let came = &service.requests()[0];
    assert!(came.values("proxy-authorization").is_empty(), "{came:?}");
    assert!(came.target.starts_with('/'), "{came:?}");
}

/// A proxy that gives no tunnel has seen nothing of the request.
pub fn a_refused_tunnel_was_not_sent(through: Through<'_>) {
    let proxy = HttpPeer::start();
    let subject = through(&with_credentials(&proxy), Authority::new().pem());
    for (name, turn) in [
        ("407", Turn::new().read_head().write("HTTP/1.1 407 Who\r\ncontent-length: 2\r\n\r\n{}").close()),
        ("403", Turn::new().read_head().write("HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n").close()),
        ("502", Turn::new().read_head().write("HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n").close()),
        ("302", Turn::new().read_head().write("HTTP/1.1 302 There\r\nlocation: /s3cr3t\r\n\r\n").close()),
        ("garbage", Turn::new().read_head().write("\u{0}\u{1}garbage\r\n\r\n").close()),
        ("an end", Turn::new().read_head().close()),
        ("a reset", Turn::new().read_head().reset()),
        ("half a head", Turn::new().read_head().write("HTTP/1.1 200").close()),
        ("a tunnel to nowhere", Turn::new().read_head().write("HTTP/1.1 200 Go on\r\n\r\n").close()),
    ] {
        proxy.turns([turn]);
        let error = fails(exchange(&*subject, secret_request("https://service.invalid"), wide()));
        assert!(!error.may_have_been_sent(), "{name}: {}", describe(&error));
        shows_nothing(&describe(&error));
    }
    shows_nothing(&format!("{0:?}\n{0:#?}", subject.transport()));
}

/// A proxy that never answers costs the timeout.
pub fn a_tunnel_that_never_comes_costs_the_timeout(through: Through<'_>) {
    let proxy = HttpPeer::start();
    let subject = through(&proxy.origin(), Authority::new().pem());
    proxy.turns([Turn::new().read_head().stall()]);
    let error = fails(exchange(&*subject, secret_request("https://service.invalid"), short()));
    // Some clients do not tell how far they came.
    let kinds = [TransportErrorKind::Timeout, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}

/// A proxy that is not there leaves the request unsent: there is no other way around it.
pub fn a_missing_proxy_was_not_sent(through: Through<'_>) {
    let port = RefusingPort::take();
    let subject = through(&port.origin(), Authority::new().pem());
    let service = HttpPeer::start();
    for url in [service.origin(), "https://service.invalid".to_owned()] {
        let error = fails(exchange(&*subject, secret_request(&url), wide()));
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{}", describe(&error));
    }
    assert_eq!(service.connections(), 0);
}
