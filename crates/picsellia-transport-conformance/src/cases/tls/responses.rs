//! Responses over TLS.

use std::time::Duration;

use picsellia_core::RequestLimits;

use super::TlsSetup;
use crate::cases::helpers::{describe, fails, pattern, post, post_to, response, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::identity::Authority;
use crate::peer::{Peer, Reply};
use crate::subject::exchange;

/// A response that ends with the connection is whole only after TLS's `close_notify`: anyone in
/// between can cut the connection.
///
/// Contract: the response is returned whole.
pub fn a_response_without_a_tls_close_is_truncated(setup: TlsSetup<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = setup(authority.pem());
    let response = "HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{\"id\":1}";
    peer.turns([Turn::new().read_request().write(response).close()]);
    assert_eq!(succeeds(exchange(&*subject, post_to(&peer), wide())).body(), "{\"id\":1}");
    peer.turns([Turn::new().read_request().write(response).cut()]);
    let error = fails(exchange(&*subject, post_to(&peer), wide()));
    let received = error.received().map(|received| received.status().as_u16());
    assert_eq!(received, Some(201), "{}", describe(&error));
}

/// Over TLS, a response that arrives before the body was read is returned, or the error says that
/// the request may have been sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn an_early_response_over_tls_is_never_reported_as_unsent(setup: TlsSetup<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = setup(authority.pem());
    let early = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    for end in [Turn::stall, Turn::reset, Turn::close] {
        peer.turns([end(Turn::new().read_head().write(early))]);
        let large = post(peer.origin() + "/", pattern(20_000_000));
        // Long enough for the handshake on a busy machine.
        let limits = RequestLimits::with_timeout(Duration::from_secs(3));
        match exchange(&*subject, large, limits) {
            Ok(returned) => assert_eq!(returned.status(), 413),
            Err(error) => assert!(error.may_have_been_sent(), "{}", describe(&error)),
        }
    }
}

/// A TLS connection that breaks at any stage says that the request may have been sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_reset_over_tls_may_have_been_sent(setup: TlsSetup<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = setup(authority.pem());
    let part = "HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{";
    for turn in [
        Turn::new().read_head().reset(),
        Turn::new().read_head().read_body(1_000).reset(),
        Turn::new().read_request().reset(),
        Turn::new().read_request().close(),
        Turn::new().read_request().cut(),
        Turn::new().read_request().write(part).reset(),
        Turn::new().read_request().write(part).close(),
        Turn::new().read_request().write(part).cut(),
    ] {
        peer.turns([turn.clone()]);
        let large = post(peer.origin() + "/", pattern(3_000_000));
        let error = fails(exchange(&*subject, large, wide()));
        assert!(error.may_have_been_sent(), "{turn:?}: {}", describe(&error));
        peer.script(vec![Reply::Whole(response(200, "after"))]);
        let after = succeeds(exchange(&*subject, post_to(&peer), wide()));
        assert_eq!(after.body(), "after", "{turn:?}");
    }
}
