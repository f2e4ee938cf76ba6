#![doc = include_str!("../README.md")]
// Test support: a peer or a case that cannot go on ends the test.
#![allow(clippy::expect_used, clippy::missing_panics_doc)]

mod cases;
mod child;
mod http_peer;
mod identity;
mod peer;
mod select;
mod subject;
mod suite;

pub use cases::{any, environment, options, proxy, socket, tls};
pub use http_peer::{HttpPeer, RefusingPort, Turn};
pub use identity::{Authority, Identity};
pub use peer::{Peer, RecordedRequest, Reply};
/// What the cases of [`options`] hand over.
pub use picsellia_core::TransportOptions;
pub use subject::Subject;
pub use suite::{
    ANY, AnyCase, ENVIRONMENT, EnvironmentCase, OPTIONS, OptionsCase, PROXY, ProxyCase, SOCKET, SocketCase,
    TLS, TlsCase,
};
