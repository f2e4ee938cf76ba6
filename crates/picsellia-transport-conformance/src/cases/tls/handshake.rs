//! Failed handshakes.

use picsellia_core::TransportErrorKind;

use super::TlsSetup;
use crate::cases::helpers::{describe, fails, fails_with, secret_request, short, shows_no_secret, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::identity::Authority;
use crate::subject::exchange;

/// A handshake that fails in any way is `Tls`, and nothing was sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_broken_handshake_was_not_sent(setup: TlsSetup<'_>) {
    let subject = setup(Authority::new().pem());
    let peer = HttpPeer::start();
    let alert = b"\x15\x03\x03\x00\x02\x02\x28";
    let huge = [b"\x16\x03\x03\xff\xff".as_slice(), &[0; 70_000]].concat();
    for turn in [
        Turn::new().read_anything().close(),
        Turn::new().read_anything().reset(),
        Turn::new().read_bytes(5).reset(),
        Turn::new().read_anything().write(alert).close(),
        Turn::new().read_anything().write("HTTP/1.1 400 Bad Request\r\n\r\n").close(),
        Turn::new().read_anything().write([0xff; 100]).close(),
        Turn::new().read_anything().write(huge).close(),
    ] {
        peer.turns([turn.clone()]);
        let url = format!("https://{}", peer.address());
        let error = fails_with(exchange(&*subject, secret_request(&url), wide()), TransportErrorKind::Tls);
        assert!(!error.may_have_been_sent(), "{turn:?}");
        shows_no_secret(&describe(&error));
    }
}

/// A handshake that stalls costs the timeout.
///
/// Contract: both limits hold.
pub fn a_stalled_handshake_times_out(setup: TlsSetup<'_>) {
    let subject = setup(Authority::new().pem());
    let peer = HttpPeer::start();
    peer.turns([Turn::new().read_anything().stall()]);
    let url = format!("https://{}", peer.address());
    let error = fails(exchange(&*subject, secret_request(&url), short()));
    // Some clients do not report how far they got.
    let kinds = [TransportErrorKind::Timeout, TransportErrorKind::Tls, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{}", describe(&error));
}
