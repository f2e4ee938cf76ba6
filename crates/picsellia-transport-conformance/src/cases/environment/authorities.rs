//! A machine that trusts nobody.

use std::time::Duration;

use super::Plain;
use crate::cases::requests::response;
use crate::child;
use crate::http_peer::HttpPeer;
use crate::identity::Authority;
use crate::peer::{Peer, Reply};

/// Without any certificate authority on the machine plain HTTP works, and TLS fails as such, with its reason.
pub fn a_machine_without_authorities_still_speaks_http(plain: Plain<'_>) {
    if let Some(url) = child::url() {
        child::report(&*plain(), &url);
    }
    let nowhere = "/nowhere/at/all".to_owned();
    let set = [("SSL_CERT_FILE", nowhere.clone()), ("SSL_CERT_DIR", nowhere)];
    let service = HttpPeer::start();
    service.script(vec![Reply::Whole(response(201, "of the service"))]);
    let became = child::send(&set, &[], &(service.origin() + "/"), Duration::from_secs(30));
    assert!(became.starts_with("of the service"), "{became}");

    let secured = HttpPeer::start_tls(&Authority::new().identity());
    let became = child::send(&set, &[], &(secured.origin() + "/"), Duration::from_secs(30));
    assert!(became.starts_with("Tls ") && became.contains("certificate"), "{became}");
    assert!(secured.requests().is_empty(), "{became}");
}
