//! Bodies that are read when they are sent.

use std::error::Error;

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::requests::{
    Source, answer, describe, fails_with, pattern, post_to, request, succeeds, wide,
};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// A body from a source arrives whole, and so it does when it is sent again.
pub fn a_body_from_a_source_arrives_whole_each_time(subject: &dyn Subject, peer: &dyn Peer) {
    for length in [0, 1, 65_535, 65_536, 65_537, 1_000_003] {
        let body = Source::body(length);
        for _ in 0..2 {
            peer.script(vec![Reply::Whole(answer(201, "{}"))]);
            let given = request(Method::POST, peer.origin() + "/source", body.clone());
            succeeds(exchange(subject, given, wide()));
            let came = peer.requests().pop().expect("a request");
            assert!(came.body == pattern(length), "{} of {length} bytes came, or others", came.body.len());
        }
    }
}

/// A source that cannot be read to its stated end is no whole request: the error says so and why, and that the service
/// has nothing to act on. The transport goes on.
pub fn a_body_that_cannot_be_read_is_not_sent_whole(subject: &dyn Subject, peer: &dyn Peer) {
    let sources = [
        Source { stated: 1_000, has: None },
        Source { stated: 1_000, has: Some(999) },
        Source { stated: 999, has: Some(1_000) },
        Source { stated: 1_000_000, has: Some(400_000) },
        Source { stated: 400_000, has: Some(400_001) },
    ];
    for source in sources {
        let stated = source.stated;
        let given = request(Method::POST, peer.origin() + "/source", Body::from_source(source));
        let error = fails_with(exchange(subject, given, wide()), TransportErrorKind::BodyUnreadable);
        assert!(!error.may_have_been_sent() && error.source().is_some(), "{}", describe(&error));
        let whole = peer.requests().iter().any(|came| came.body.len() as u64 >= stated);
        assert!(!whole, "{stated} bytes came of a source that does not have as many");
    }
    peer.script(vec![Reply::Whole(answer(201, "{}"))]);
    succeeds(exchange(subject, post_to(peer), wide()));
}
