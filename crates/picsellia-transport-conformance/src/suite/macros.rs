//! Macros that write one `#[test]` for each case.

/// Writes one `#[test]` for each case of [`any`](crate::any).
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject) and its [`Peer`](crate::Peer).
#[macro_export]
macro_rules! any_transport {
    ($setup:expr) => {
        $crate::__any_cases! { [$crate::__any_tests] $setup }
    };
}

/// Writes one `#[test]` for each case of [`any`](crate::any) and of [`socket`](crate::socket), with
/// an [`HttpPeer`](crate::HttpPeer) as the service.
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject).
#[macro_export]
macro_rules! socket_transport {
    ($setup:expr) => {
        $crate::__any_cases! { [$crate::__any_tests] || (($setup)(), $crate::HttpPeer::start()) }
        $crate::__socket_cases! { [$crate::__socket_tests] socket, $setup }
    };
}

/// Writes one `#[test]` for each case of [`duplex`](crate::duplex): the transport returns an early
/// response while it still sends. The contract does not require it.
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject).
#[macro_export]
macro_rules! duplex_transport {
    ($setup:expr) => {
        $crate::__duplex_cases! { [$crate::__socket_tests] duplex, $setup }
    };
}

/// Writes one `#[test]` for each case of [`tls`](crate::tls), and in the module `over_tls` one for
/// each case of [`any`](crate::any) over TLS.
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject) which trusts the certificates
/// of a PEM text.
#[macro_export]
macro_rules! tls_transport {
    ($setup:expr) => {
        $crate::__tls_cases! { [$crate::__setup_tests] tls, |pem: &str| Box::new(($setup)(pem)) }
        mod over_tls {
            use super::*;

            $crate::__any_cases! { [$crate::__any_tests] || {
                let authority = $crate::Authority::new();
                (($setup)(authority.pem()), $crate::HttpPeer::start_tls(&authority.identity()))
            } }
        }
    };
}

/// Writes one `#[test]` for each case of [`proxy`](crate::proxy).
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject) which goes through the proxy
/// at a URL and trusts the certificates of a PEM text.
#[macro_export]
macro_rules! proxy_transport {
    ($setup:expr) => {
        $crate::__proxy_cases! {
            [$crate::__setup_tests] proxy, |proxy: &str, pem: &str| Box::new(($setup)(proxy, pem))
        }
    };
}

/// Writes one `#[test]` for each case of [`environment`](crate::environment), which runs in its own
/// process.
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject) with default options.
#[macro_export]
macro_rules! environment_transport {
    ($setup:expr) => {
        $crate::__environment_cases! { [$crate::__setup_tests] environment, || Box::new(($setup)()) }
    };
}

/// Writes one `#[test]` for each case of [`options`](crate::options).
///
/// Takes a function that creates a fresh [`Subject`](crate::Subject) with the
/// [`TransportOptions`](crate::TransportOptions) that it gets, or returns a
/// [`BuildError`](crate::BuildError).
#[macro_export]
macro_rules! options_transport {
    ($setup:expr) => {
        $crate::__options_cases! {
            [$crate::__setup_tests] options,
            |options: &$crate::TransportOptions| Ok(Box::new(($setup)(options)?))
        }
    };
}

/// Writes one `#[test]` for each case of every group except [`duplex`](crate::duplex).
///
/// It is for transports that take [`TransportOptions`](crate::TransportOptions). Takes the same
/// function as [`options_transport!`](crate::options_transport).
#[macro_export]
macro_rules! network_transport {
    ($setup:expr) => {
        $crate::socket_transport!(|| $crate::built(($setup)(&$crate::TransportOptions::new())));
        $crate::tls_transport!(|pem: &str| {
            $crate::built(($setup)(&$crate::TransportOptions::new().root_certificates(pem)))
        });
        $crate::proxy_transport!(|proxy: &str, pem: &str| {
            let options = $crate::TransportOptions::new().proxy(proxy).root_certificates(pem);
            $crate::built(($setup)(&options))
        });
        $crate::environment_transport!(|| $crate::built(($setup)(&$crate::TransportOptions::new())));
        $crate::options_transport!($setup);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __any_tests {
    ([$setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                let (subject, peer) = ($setup)();
                $crate::any::$case(&subject, &peer);
            }
        )*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __socket_tests {
    ([$group:ident, $setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                let subject = ($setup)();
                $crate::$group::$case(&subject, &$crate::HttpPeer::start());
            }
        )*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __setup_tests {
    ([$group:ident, $setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $crate::$group::$case(&$setup);
            }
        )*
    };
}
