//! Whom a transport talks to.

use picsellia_core::TransportErrorKind;

use super::Trusting;
use crate::cases::any::{secret_request, shows_nothing};
use crate::cases::requests::{describe, fails_with, pattern, post, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::identity::{Authority, Identity};
use crate::peer::Peer;
use crate::subject::exchange;

/// A certificate of an authority that the transport was told to trust is enough, and connections are used again.
pub fn a_trusted_certificate_is_enough(trusting: Trusting<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = trusting(authority.pem());
    for round in 0..5 {
        let body = pattern(1_000_000 * round + 10);
        peer.turns([Turn::echo()]);
        let limits = wide().max_response_bytes(10_000_000);
        let answered = succeeds(exchange(&*subject, post(peer.origin() + "/", body.clone()), limits));
        assert!(answered.body() == &body, "the body came back changed");
    }
    assert!(peer.connections() < 5, "{} connections", peer.connections());
}

/// Several certificates may stand in one text.
pub fn each_certificate_of_a_text_is_trusted(trusting: Trusting<'_>) {
    let authorities = [Authority::new(), Authority::new()];
    let subject = trusting(&authorities.each_ref().map(Authority::pem).concat());
    for authority in &authorities {
        let peer = HttpPeer::start_tls(&authority.identity());
        peer.turns([Turn::echo()]);
        succeeds(exchange(&*subject, post(peer.origin() + "/", b"{}"), wide()));
    }
}

/// A certificate that is not trusted, or not for this host, or not for this time, gets no request.
pub fn a_certificate_that_does_not_count_gets_no_request(trusting: Trusting<'_>) {
    let authority = Authority::new();
    let subject = trusting(authority.pem());
    for (name, identity) in [
        ("self-signed", Identity::self_signed()),
        ("of another authority", Authority::new().identity()),
        ("of another host", authority.identity_of_another()),
        ("expired", authority.expired_identity()),
        ("not valid yet", authority.early_identity()),
    ] {
        let peer = HttpPeer::start_tls(&identity);
        let result = exchange(&*subject, secret_request(&peer.origin()), wide());
        let error = fails_with(result, TransportErrorKind::Tls);
        assert!(!error.may_have_been_sent(), "{name}");
        assert!(std::error::Error::source(&error).is_some(), "{name}: {}", describe(&error));
        shows_nothing(&describe(&error));
        assert!(peer.requests().is_empty(), "{name}");
    }
}
