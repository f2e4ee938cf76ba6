//! Failed TLS handshakes.

use picsellia_core::TransportErrorKind;

use crate::cases::helpers::{fails_with, get, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::subject::{Subject, exchange};

/// `https` to a service that does not speak TLS is `Tls`, and nothing was sent.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_failed_handshake_was_not_sent(subject: &dyn Subject, peer: &HttpPeer) {
    let plain = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    for turn in [Turn::new().read_anything().write(plain).close(), Turn::new().read_anything().close()] {
        peer.turns([turn]);
        let url = format!("https://{}/", peer.address());
        let error = fails_with(exchange(subject, get(url), wide()), TransportErrorKind::Tls);
        assert!(!error.may_have_been_sent());
    }
}
