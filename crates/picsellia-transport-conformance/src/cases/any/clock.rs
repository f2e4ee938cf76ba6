//! Sleeping and the present belong together.

use std::time::Duration;

use crate::peer::Peer;
use crate::subject::{Subject, run};

/// After a sleep the clock shows at least that much later.
pub fn sleeping_moves_the_clock(subject: &dyn Subject, _: &dyn Peer) {
    const NAP: Duration = Duration::from_millis(20);
    let transport = subject.transport();
    let began = transport.now();
    run(subject, transport.sleep(NAP));
    assert!(transport.now() - began >= NAP);
}

/// Waiting for nothing ends, and the clock does not go back.
pub fn the_clock_never_goes_back(subject: &dyn Subject, _: &dyn Peer) {
    let transport = subject.transport();
    let mut last = transport.now();
    for _ in 0..100 {
        run(subject, transport.sleep(Duration::ZERO));
        let now = transport.now();
        assert!(now >= last);
        last = now;
    }
}
