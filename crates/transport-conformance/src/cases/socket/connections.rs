//! Connections that serve more than one request.

use picsellia_core::ExchangeLimits;

use crate::cases::requests::{answer, describe, get, pattern, post, post_to, succeeds, wide};
use crate::http_peer::{HttpPeer, Turn};
use crate::peer::{Peer, Reply};
use crate::select::{First, all, first};
use crate::subject::{Subject, exchange, run};

/// A connection is used again: not every request costs a handshake.
pub fn connections_are_used_again(subject: &dyn Subject, peer: &HttpPeer) {
    const EXCHANGES: usize = 20;
    for _ in 0..EXCHANGES {
        peer.script(vec![Reply::Whole(answer(200, "{}"))]);
        succeeds(exchange(subject, post_to(peer), wide()));
    }
    assert_eq!(peer.requests().len(), EXCHANGES);
    // Not one connection exactly: a client may look for it before it has come back.
    assert!(peer.connections() < EXCHANGES, "{} connections", peer.connections());
}

/// A service that closed the idle connection costs at most an error, never a false answer.
pub fn a_closed_idle_connection_gives_no_false_answer(subject: &dyn Subject, peer: &HttpPeer) {
    after_idling(subject, peer, Turn::close);
}

/// Nor does one that broke it.
pub fn a_broken_idle_connection_gives_no_false_answer(subject: &dyn Subject, peer: &HttpPeer) {
    after_idling(subject, peer, Turn::reset);
}

fn after_idling(subject: &dyn Subject, peer: &HttpPeer, end: impl Fn(Turn) -> Turn) {
    let answered = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    peer.turns([
        end(Turn::new().read_request().write(answered("first"))),
        Turn::new().read_request().write(answered("second")),
    ]);
    // A reset may overtake the answer that came before it.
    if let Ok(answer) = exchange(subject, post(peer.origin() + "/first", b"1"), wide()) {
        assert_eq!(answer.body(), "first");
    }
    match exchange(subject, post(peer.origin() + "/second", b"2"), wide()) {
        Ok(answer) => assert_eq!(answer.body(), "second"),
        Err(_) => {
            // The dead connection is not used once more.
            let third = succeeds(exchange(subject, post(peer.origin() + "/third", b"3"), wide()));
            assert_eq!(third.body(), "second", "the answer that was left");
        }
    }
}

/// A request that was lost on a connection used before is not sent again.
pub fn a_request_lost_on_a_used_connection_is_not_repeated(subject: &dyn Subject, peer: &HttpPeer) {
    peer.script(vec![Reply::Whole(answer(200, "first")), Reply::Lost, Reply::Whole(answer(201, "repeated"))]);
    succeeds(exchange(subject, post_to(peer), wide()));
    let result = exchange(subject, post_to(peer), wide());
    let error = crate::cases::requests::fails(result);
    assert!(error.may_have_been_sent(), "{}", describe(&error));
    assert_eq!(peer.requests().len(), 2);
}

/// Many exchanges at once bring each its own answer.
pub fn exchanges_at_once_do_not_mix(subject: &dyn Subject, peer: &HttpPeer) {
    const AT_ONCE: usize = 8;
    for round in 0..3 {
        peer.turns((0..AT_ONCE).map(|_| Turn::echo()));
        let bodies: Vec<_> = (0..AT_ONCE).map(|index| pattern(1_000 * (index + 1) + round)).collect();
        let url = peer.origin() + "/echo";
        let exchanges = bodies.iter().map(|body| {
            let exchanged = subject.transport().exchange(post(&url, body.clone()), wide());
            exchanged as std::pin::Pin<Box<dyn Future<Output = _> + '_>>
        });
        let answers = run(subject, all(exchanges.collect()));
        for (answer, body) in answers.into_iter().zip(&bodies) {
            assert!(succeeds(answer).body() == body, "an answer of another exchange");
        }
    }
}

/// Dropping the future ends the exchange, and the next one works.
pub fn a_dropped_exchange_leaves_the_transport_usable(subject: &dyn Subject, peer: &HttpPeer) {
    // Before the body was taken, and before the answer came.
    for stalled in [Turn::new().read_head().stall(), Turn::new().read_request().stall()] {
        let seen = peer.requests().len();
        peer.turns([stalled]);
        let large = post(peer.origin() + "/dropped", pattern(1_000_000));
        let exchanged = subject.transport().exchange(large, ExchangeLimits::default());
        match run(subject, first(exchanged, peer.heads(seen + 1))) {
            First::Left(result) => panic!("a stalled service gave {result:?}"),
            First::Right(()) => {}
        }
        peer.script(vec![Reply::Whole(answer(200, "after"))]);
        let after = succeeds(exchange(subject, get(peer.origin() + "/after"), wide()));
        assert_eq!(after.body(), "after");
    }
}
