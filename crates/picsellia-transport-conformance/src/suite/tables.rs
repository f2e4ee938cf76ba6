use crate::cases::environment::DefaultSetup;
use crate::cases::options::OptionsSetup;
use crate::cases::proxy::ProxySetup;
use crate::cases::tls::TlsSetup;
use crate::cases::{any, duplex, environment, options, proxy, socket, tls};
use crate::http_peer::HttpPeer;
use crate::peer::Peer;
use crate::subject::Subject;

/// A case for any transport.
pub type AnyCase = fn(&dyn Subject, &dyn Peer);

/// A case for a transport that opens sockets.
pub type SocketCase = fn(&dyn Subject, &HttpPeer);

/// A case for a transport that speaks TLS.
pub type TlsCase = fn(TlsSetup<'_>);

/// A case for a transport that goes through a proxy.
pub type ProxyCase = fn(ProxySetup<'_>);

/// A case about the environment of a transport.
pub type EnvironmentCase = fn(DefaultSetup<'_>);

/// A case about the options of a transport.
pub type OptionsCase = fn(OptionsSetup<'_>);

macro_rules! table {
    ([$group:ident] $($case:ident)*) => { &[$((stringify!($case), $group::$case)),*] };
}

/// The cases for any transport, by name.
pub const ANY: &[(&str, AnyCase)] = __any_cases!([table] any);

/// The cases for a transport that opens sockets, by name.
pub const SOCKET: &[(&str, SocketCase)] = __socket_cases!([table] socket);

/// The cases for a transport that reads while it writes, by name.
pub const DUPLEX: &[(&str, SocketCase)] = __duplex_cases!([table] duplex);

/// The cases for a transport that speaks TLS, by name.
pub const TLS: &[(&str, TlsCase)] = __tls_cases!([table] tls);

/// The cases for a transport that goes through a proxy, by name.
pub const PROXY: &[(&str, ProxyCase)] = __proxy_cases!([table] proxy);

/// The cases about the environment of a transport, by name.
pub const ENVIRONMENT: &[(&str, EnvironmentCase)] = __environment_cases!([table] environment);

/// The cases about the options of a transport, by name.
pub const OPTIONS: &[(&str, OptionsCase)] = __options_cases!([table] options);
