//! A machine without certificate authorities.

use std::time::Duration;

use super::DefaultSetup;
use super::child;
use crate::cases::helpers::response;
use crate::http_peer::HttpPeer;
use crate::identity::Authority;
use crate::peer::{Peer, Reply};

/// On a machine without certificate authorities, plain HTTP works, and `https` is `Tls` with a
/// reason.
///
/// Contract: an error says whether the request may have been sent.
pub fn a_machine_without_authorities_still_speaks_http(setup: DefaultSetup<'_>) {
    if let Some(url) = child::url() {
        child::report(&*setup(), &url);
    }
    let nowhere = "/nowhere/at/all".to_owned();
    let set = [("SSL_CERT_FILE", nowhere.clone()), ("SSL_CERT_DIR", nowhere)];
    let service = HttpPeer::start();
    service.script(vec![Reply::Whole(response(201, "of the service"))]);
    let outcome = child::send(&set, &[], &(service.origin() + "/"), Duration::from_secs(30));
    assert!(outcome.starts_with("of the service"), "{outcome}");

    let secured = HttpPeer::start_tls(&Authority::new().identity());
    let outcome = child::send(&set, &[], &(secured.origin() + "/"), Duration::from_secs(30));
    assert!(outcome.starts_with("Tls ") && outcome.contains("certificate"), "{outcome}");
    assert!(secured.requests().is_empty(), "{outcome}");
}
