//! The clock of the transport.

use std::time::Duration;

use crate::peer::Peer;
use crate::subject::{Subject, run};

/// After a sleep, the clock has advanced by at least that duration.
///
/// Contract: `sleep` moves the clock that `now` reads, and it never goes back.
pub fn a_sleep_moves_the_clock(subject: &dyn Subject, _: &dyn Peer) {
    const DURATION: Duration = Duration::from_millis(20);
    let transport = subject.transport();
    let began = transport.now();
    run(subject, transport.sleep(DURATION));
    assert!(transport.now() - began >= DURATION);
}

/// Many sleeps of no duration end, and the clock never goes back.
///
/// Contract: `sleep` moves the clock that `now` reads, and it never goes back.
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
