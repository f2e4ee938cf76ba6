//! Bodies that are read while they are sent.

use std::error::Error;

use http::Method;
use picsellia_core::{Body, TransportErrorKind};

use crate::cases::helpers::{
    Source, describe, fails_with, pattern, post_to, request, response, succeeds, wide,
};
use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// A body from a source arrives whole each time it is sent, whether or not the source blocks.
///
/// Contract: the request is sent as given.
pub fn a_body_from_a_source_arrives_whole_each_time(subject: &dyn Subject, peer: &dyn Peer) {
    // Around the size of a piece, for sources that block and for sources that do not.
    let waiting = [0, 1, 65_535, 65_536, 65_537, 1_000_003].map(|length| (length, true));
    let computed = [0, 1, 1_048_575, 1_048_576, 1_048_577, 3_000_003].map(|length| (length, false));
    for (length, blocks) in waiting.into_iter().chain(computed) {
        let body = Source::body(length, blocks);
        for _ in 0..2 {
            peer.script(vec![Reply::Whole(response(201, "{}"))]);
            let given = request(Method::POST, peer.origin() + "/source", body.clone());
            succeeds(exchange(subject, given, wide()));
            let recorded = peer.requests().pop().expect("a request");
            assert!(recorded.body == pattern(length), "the body of {length} bytes was changed");
        }
    }
}

/// A source that cannot be read to its stated length is `BodyUnreadable`, with a reason, and the
/// service gets no whole request.
///
/// Contract: a body that cannot be read to its end is not sent whole.
pub fn a_body_that_cannot_be_read_is_not_sent_whole(subject: &dyn Subject, peer: &dyn Peer) {
    let sources = [
        (1_000, None),
        (1_000, Some(999)),
        (999, Some(1_000)),
        (1_000_000, Some(400_000)),
        (400_000, Some(400_001)),
        (3_000_000, Some(2_000_000)),
    ];
    let ways = sources.into_iter().flat_map(|source| [(source, true), (source, false)]);
    for ((stated, actual), blocks) in ways {
        let source = Source { stated, actual, blocks };
        let given = request(Method::POST, peer.origin() + "/source", Body::from_source(source));
        let error = fails_with(exchange(subject, given, wide()), TransportErrorKind::BodyUnreadable);
        assert!(!error.may_have_been_sent() && error.source().is_some(), "{}", describe(&error));
        let whole = peer.requests().iter().any(|recorded| recorded.body.len() as u64 >= stated);
        assert!(!whole, "{stated} bytes arrived from a source that has fewer");
    }
    peer.script(vec![Reply::Whole(response(201, "{}"))]);
    succeeds(exchange(subject, post_to(peer), wide()));
}
