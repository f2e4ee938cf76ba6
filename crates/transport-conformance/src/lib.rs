#![doc = include_str!("../README.md")]
// Test support: a peer or a case that cannot go on ends the test.
#![allow(clippy::expect_used, clippy::missing_panics_doc)]

mod cases;
mod http_peer;
mod peer;
mod select;
mod subject;
mod suite;

pub use cases::{any, socket};
pub use http_peer::{HttpPeer, RefusingPort, Turn};
pub use peer::{Peer, RecordedRequest, Reply};
pub use subject::Subject;
pub use suite::{ANY, AnyCase, SOCKET, SocketCase};
