//! The cases as tables, and as one `#[test]` each.

use crate::cases::environment::Plain;
use crate::cases::options::Optioned;
use crate::cases::proxy::Through;
use crate::cases::tls::Trusting;
use crate::cases::{any, environment, options, proxy, socket, tls};
use crate::{HttpPeer, Peer, Subject};

/// A case for any transport.
pub type AnyCase = fn(&dyn Subject, &dyn Peer);

/// A case for a transport that opens sockets.
pub type SocketCase = fn(&dyn Subject, &HttpPeer);

/// A case for a transport that speaks TLS.
pub type TlsCase = fn(Trusting<'_>);

/// A case for a transport that goes through a proxy.
pub type ProxyCase = fn(Through<'_>);

/// A case about the environment of a transport.
pub type EnvironmentCase = fn(Plain<'_>);

/// A case about the options of a transport.
pub type OptionsCase = fn(Optioned<'_>);

/// Hands the names of all cases to another macro: one place to list them.
#[doc(hidden)]
#[macro_export]
macro_rules! __any_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_from_a_source_arrives_whole_each_time
            a_body_that_cannot_be_read_is_not_sent_whole
            a_cut_response_keeps_what_came
            a_large_body_arrives_whole
            a_limit_of_zero_takes_an_empty_response
            a_lost_response_may_have_been_sent
            a_method_of_its_own_carries_a_body
            a_redirect_is_not_followed
            a_relative_url_cannot_be_sent
            a_request_arrives_as_given
            a_request_can_be_sent_again
            a_stalled_service_costs_the_timeout
            a_response_at_the_limit_is_whole
            a_response_is_not_decompressed
            a_response_over_the_limit_is_refused
            an_empty_body_is_sent
            an_error_shows_nothing_secret
            an_exchange_after_a_fault_works
            an_unsendable_request_shows_nothing_secret
            endless_limits_are_none
            every_status_is_a_response
            garbage_is_not_a_response
            no_cookie_is_kept
            no_time_at_all_ends_at_once
            repeated_headers_of_a_response_are_kept
            sleeping_moves_the_clock
            the_clock_never_goes_back
            the_limit_on_responses_leaves_requests_alone
            values_of_a_response_are_kept_as_they_are
        }
    };
}

/// Hands the names of all cases that ask for a socket to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __socket_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_from_a_source_goes_out_with_its_length
            a_body_goes_out_with_its_length
            a_broken_idle_connection_gives_no_false_response
            a_closed_idle_connection_gives_no_false_response
            a_connection_closed_at_once_is_lost
            a_connection_that_is_announced_to_end_is_not_used_again
            a_contradicted_length_is_not_sent
            a_dropped_exchange_leaves_the_transport_usable
            a_failed_handshake_was_not_sent
            a_garbled_response_is_none
            a_garbled_chunk_is_no_end
            a_get_announces_no_body
            a_head_that_is_cut_is_no_response
            a_large_head_is_read_or_refused
            a_late_response_is_not_taken_for_the_next
            a_path_is_not_rewritten
            a_plain_head_is_read
            a_presigned_url_is_sent
            a_refused_connection_was_not_sent
            a_request_lost_on_a_used_connection_is_not_repeated
            a_request_that_is_not_read_costs_the_timeout
            a_reset_at_any_stage_may_have_been_sent
            a_reset_at_once_brings_no_response
            a_reset_before_the_response_may_have_been_sent
            a_reset_within_the_body_may_have_been_sent
            a_switched_connection_is_not_used_again
            a_response_in_chunks_is_whole
            a_response_in_drops_is_whole
            a_response_of_http_1_0_is_whole
            a_response_that_goes_on_costs_the_timeout
            a_response_that_stalls_keeps_its_status
            a_response_to_head_has_no_body
            a_response_without_a_length_is_whole
            an_early_response_before_a_reset_is_a_response_or_may_have_been_sent
            an_early_response_is_a_response_or_may_have_been_sent
            an_end_at_any_stage_may_have_been_sent
            an_endless_response_is_left
            an_endless_head_is_left
            an_unasked_response_is_not_taken
            chunks_count_more_than_a_length
            chunks_that_are_cut_keep_what_came
            connections_are_used_again
            credentials_in_a_url_are_not_sent
            exchanges_at_once_do_not_mix
            headers_of_the_caller_are_not_replaced
            interim_responses_are_passed_over
            interim_responses_may_come_at_any_time
            many_dropped_exchanges_leave_the_transport_usable
            nothing_is_added_to_a_request
            trailers_are_passed_over
        }
    };
}

/// Hands the names of all cases that ask for TLS to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __tls_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_broken_handshake_was_not_sent
            a_certificate_that_does_not_count_gets_no_request
            a_handshake_that_stalls_costs_the_timeout
            a_reset_over_tls_may_have_been_sent
            a_trusted_certificate_is_enough
            a_response_cut_without_a_farewell_is_not_whole
            an_early_response_over_tls_is_not_lost
            each_certificate_of_a_text_is_trusted
        }
    };
}

/// Hands the names of all cases that ask for a proxy to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __proxy_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_missing_proxy_was_not_sent
            a_refused_tunnel_was_not_sent
            a_request_to_http_is_made_of_the_proxy
            a_request_to_https_goes_through_a_tunnel
            a_tunnel_that_never_comes_costs_the_timeout
        }
    };
}

/// Hands the names of all cases about the environment to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __environment_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_of_500_megabytes_costs_no_memory
            a_machine_without_authorities_still_speaks_http
            proxies_of_the_environment_are_used_but_for_this_machine
        }
    };
}

/// Hands the names of all cases about options to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __options_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_request_that_does_not_move_costs_the_write_timeout
            a_response_that_does_not_begin_costs_the_response_timeout
            a_response_that_has_begun_is_not_bounded_by_the_response_timeout
            an_old_connection_is_not_used_again
            bounds_leave_healthy_exchanges_alone
            the_connect_timeout_covers_tls
        }
    };
}

/// One `#[test]` for each case of [`any`]. Takes a function that gives a fresh [`Subject`] and its [`Peer`].
#[macro_export]
macro_rules! any_transport {
    ($setup:expr) => {
        $crate::__any_cases! { [$crate::__any_tests] $setup }
    };
}

/// One `#[test]` for each case of [`any`] and of [`socket`], against an [`HttpPeer`]. Takes a function that gives
/// a fresh [`Subject`].
#[macro_export]
macro_rules! socket_transport {
    ($setup:expr) => {
        $crate::__any_cases! { [$crate::__any_tests] || (($setup)(), $crate::HttpPeer::start()) }
        $crate::__socket_cases! { [$crate::__socket_tests] $setup }
    };
}

/// One `#[test]` for each case of [`tls`], and for each case of [`any`] over TLS. Takes a function that gives a fresh
/// [`Subject`] which trusts the certificates of a PEM text.
#[macro_export]
macro_rules! tls_transport {
    ($setup:expr) => {
        $crate::__tls_cases! { [$crate::__tls_tests] $setup }
        mod over_tls {
            use super::*;

            $crate::__any_cases! { [$crate::__any_tests] || {
                let authority = $crate::Authority::new();
                (($setup)(authority.pem()), $crate::HttpPeer::start_tls(&authority.identity()))
            } }
        }
    };
}

/// One `#[test]` for each case of [`proxy`]. Takes a function that gives a fresh [`Subject`] which goes through the
/// proxy at a URL and trusts the certificates of a PEM text.
#[macro_export]
macro_rules! proxied_transport {
    ($setup:expr) => {
        $crate::__proxy_cases! { [$crate::__proxy_tests] $setup }
    };
}

/// One `#[test]` for each case of [`environment`], which runs in processes of its own. Takes a function that gives a
/// fresh [`Subject`] with default options.
#[macro_export]
macro_rules! environment_of_transport {
    ($setup:expr) => {
        $crate::__environment_cases! { [$crate::__environment_tests] $setup }
    };
}

/// One `#[test]` for each case of [`options`]. Takes a function that gives a fresh [`Subject`] with the
/// [`TransportOptions`](picsellia_core::TransportOptions) that it is handed.
#[macro_export]
macro_rules! options_of_transport {
    ($setup:expr) => {
        $crate::__options_cases! { [$crate::__options_tests] $setup }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __environment_tests {
    ([$setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $crate::environment::$case(&|| Box::new(($setup)()));
            }
        )*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __options_tests {
    ([$setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $crate::options::$case(&|options: &$crate::TransportOptions| Box::new(($setup)(options)));
            }
        )*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tls_tests {
    ([$setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $crate::tls::$case(&|pem: &str| Box::new(($setup)(pem)));
            }
        )*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __proxy_tests {
    ([$setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $crate::proxy::$case(&|proxy: &str, pem: &str| Box::new(($setup)(proxy, pem)));
            }
        )*
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
    ([$setup:expr] $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                let subject = ($setup)();
                $crate::socket::$case(&subject, &$crate::HttpPeer::start());
            }
        )*
    };
}

macro_rules! any_table {
    ([] $($case:ident)*) => { &[$((stringify!($case), any::$case)),*] };
}

macro_rules! socket_table {
    ([] $($case:ident)*) => { &[$((stringify!($case), socket::$case)),*] };
}

/// Every case for any transport, by its name.
pub const ANY: &[(&str, AnyCase)] = __any_cases!([any_table]);

/// Every case for a transport that opens sockets, by its name.
pub const SOCKET: &[(&str, SocketCase)] = __socket_cases!([socket_table]);

macro_rules! tls_table {
    ([] $($case:ident)*) => { &[$((stringify!($case), tls::$case)),*] };
}

macro_rules! proxy_table {
    ([] $($case:ident)*) => { &[$((stringify!($case), proxy::$case)),*] };
}

/// Every case for a transport that speaks TLS, by its name.
pub const TLS: &[(&str, TlsCase)] = __tls_cases!([tls_table]);

/// Every case for a transport that goes through a proxy, by its name.
pub const PROXY: &[(&str, ProxyCase)] = __proxy_cases!([proxy_table]);

macro_rules! environment_table {
    ([] $($case:ident)*) => { &[$((stringify!($case), environment::$case)),*] };
}

macro_rules! options_table {
    ([] $($case:ident)*) => { &[$((stringify!($case), options::$case)),*] };
}

/// Every case about the environment of a transport, by its name.
pub const ENVIRONMENT: &[(&str, EnvironmentCase)] = __environment_cases!([environment_table]);

/// Every case about the options of a transport, by its name.
pub const OPTIONS: &[(&str, OptionsCase)] = __options_cases!([options_table]);
