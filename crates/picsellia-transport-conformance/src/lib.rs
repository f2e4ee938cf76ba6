#![doc = include_str!("../README.md")]
// Test support: a peer or a case that cannot continue ends the test.
#![allow(clippy::expect_used, clippy::missing_panics_doc)]

mod cases;
mod futures;
mod http_peer;
mod identity;
mod peer;
mod subject;
mod suite;

pub use cases::{any, duplex, environment, options, proxy, socket, tls};
pub use http_peer::{HttpPeer, RefusingPort, Turn};
pub use identity::{Authority, Identity};
pub use peer::{Peer, RecordedRequest, Reply};
/// The options and the error of the cases of [`options`].
pub use picsellia_core::{BuildError, TransportOptions};
pub use subject::Subject;
#[doc(hidden)]
pub use suite::built;
pub use suite::{
    ANY, AnyCase, DUPLEX, ENVIRONMENT, EnvironmentCase, OPTIONS, OptionsCase, PROXY, ProxyCase, SOCKET,
    SocketCase, TLS, TlsCase,
};
