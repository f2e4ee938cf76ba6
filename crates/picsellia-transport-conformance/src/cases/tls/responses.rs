//! Responses over TLS.

use super::Trusting;
use crate::cases::requests::{describe, fails, pattern, post, post_to, response, short, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::identity::Authority;
use crate::peer::{Peer, Reply};
use crate::subject::exchange;

/// A response that lasts until the end is whole only where the service said farewell: anybody in between can cut.
pub fn a_response_cut_without_a_farewell_is_not_whole(trusting: Trusting<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = trusting(authority.pem());
    let response = "HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{\"id\":1}";
    peer.turns([Turn::new().read_request().write(response).close()]);
    assert_eq!(succeeds(exchange(&*subject, post_to(&peer), wide())).body(), "{\"id\":1}");
    peer.turns([Turn::new().read_request().write(response).cut()]);
    let error = fails(exchange(&*subject, post_to(&peer), wide()));
    let received = error.received().map(|received| received.status().as_u16());
    assert_eq!(received, Some(201), "{}", describe(&error));
}

/// An early response is a response, or says that the request may have been sent.
pub fn an_early_response_over_tls_is_not_lost(trusting: Trusting<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = trusting(authority.pem());
    let early = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    for end in [Turn::stall, Turn::reset, Turn::close] {
        peer.turns([end(Turn::new().read_head().write(early))]);
        let large = post(peer.origin() + "/", pattern(20_000_000));
        match exchange(&*subject, large, short()) {
            Ok(answered) => assert_eq!(answered.status(), 413),
            Err(error) => assert!(error.may_have_been_sent(), "{}", describe(&error)),
        }
    }
}

/// A connection that breaks under TLS is lost like any other.
pub fn a_reset_over_tls_may_have_been_sent(trusting: Trusting<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = trusting(authority.pem());
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
