//! The cases as `#[test]` functions and as tables.

#[macro_use]
mod names;
mod macros;
mod tables;

use picsellia_core::BuildError;

pub use tables::{
    ANY, AnyCase, DUPLEX, ENVIRONMENT, EnvironmentCase, OPTIONS, OptionsCase, PROXY, ProxyCase, SOCKET,
    SocketCase, TLS, TlsCase,
};

/// Returns a transport whose options are valid.
#[doc(hidden)]
#[track_caller]
pub fn built<S>(setup: Result<S, BuildError>) -> S {
    setup.unwrap_or_else(|error| panic!("expected a transport: {error:?}"))
}
