//! Which certificates are accepted.

use picsellia_core::TransportErrorKind;

use super::TlsSetup;
use crate::cases::helpers::{
    describe, fails_with, pattern, post, secret_request, shows_no_secret, succeeds, wide,
};
use crate::http_peer::{HttpPeer, Turn};
use crate::identity::{Authority, Identity};
use crate::peer::Peer;
use crate::subject::exchange;

/// A certificate of an authority that the options add is accepted, and connections are reused.
///
/// Contract: `TransportOptions::root_certificates` adds authorities.
pub fn a_trusted_certificate_is_accepted(setup: TlsSetup<'_>) {
    let authority = Authority::new();
    let peer = HttpPeer::start_tls(&authority.identity());
    let subject = setup(authority.pem());
    for round in 0..5 {
        let body = pattern(1_000_000 * round + 10);
        peer.turns([Turn::echo()]);
        let limits = wide().max_response_bytes(10_000_000);
        let returned = succeeds(exchange(&*subject, post(peer.origin() + "/", body.clone()), limits));
        assert!(returned.body() == &body, "the body was changed");
    }
    assert!(peer.connections() < 5, "{} connections", peer.connections());
}

/// Every certificate of one PEM text is trusted.
///
/// Contract: `TransportOptions::root_certificates` adds authorities.
pub fn each_certificate_of_a_text_is_trusted(setup: TlsSetup<'_>) {
    let authorities = [Authority::new(), Authority::new()];
    let subject = setup(&authorities.each_ref().map(Authority::pem).concat());
    for authority in &authorities {
        let peer = HttpPeer::start_tls(&authority.identity());
        peer.turns([Turn::echo()]);
        succeeds(exchange(&*subject, post(peer.origin() + "/", b"{}"), wide()));
    }
}

/// A certificate that is not trusted, expired, not valid yet, or for another host is `Tls`, with a
/// reason.
///
/// Contract: an error says whether the request may have been sent.
pub fn an_invalid_certificate_gets_no_request(setup: TlsSetup<'_>) {
    let authority = Authority::new();
    let subject = setup(authority.pem());
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
        shows_no_secret(&describe(&error));
        assert!(peer.requests().is_empty(), "{name}");
    }
}
