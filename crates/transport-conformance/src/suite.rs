//! The cases as tables, and as one `#[test]` each.

use crate::cases::{any, socket};
use crate::{HttpPeer, Peer, Subject};

/// A case for any transport.
pub type AnyCase = fn(&dyn Subject, &dyn Peer);

/// A case for a transport that opens sockets.
pub type SocketCase = fn(&dyn Subject, &HttpPeer);

/// Hands the names of all cases to another macro: one place to list them.
#[doc(hidden)]
#[macro_export]
macro_rules! __any_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_cut_answer_keeps_what_came
            a_large_body_arrives_whole
            a_limit_of_zero_takes_an_empty_answer
            a_lost_answer_may_have_been_sent
            a_method_of_its_own_carries_a_body
            a_redirect_is_not_followed
            a_relative_url_cannot_be_sent
            a_request_arrives_as_given
            a_request_can_be_sent_again
            a_stalled_service_costs_the_timeout
            an_answer_at_the_limit_is_whole
            an_answer_is_not_decompressed
            an_answer_over_the_limit_is_refused
            an_empty_body_is_sent
            an_error_shows_nothing_secret
            an_exchange_after_a_fault_works
            an_unsendable_request_shows_nothing_secret
            every_status_is_an_answer
            garbage_is_not_an_answer
            no_cookie_is_kept
            repeated_headers_of_an_answer_are_kept
            sleeping_moves_the_clock
            the_clock_never_goes_back
            the_limit_on_answers_leaves_requests_alone
        }
    };
}

/// Hands the names of all cases that ask for a socket to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __socket_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_goes_out_with_its_length
            a_broken_idle_connection_gives_no_false_answer
            a_closed_idle_connection_gives_no_false_answer
            a_connection_closed_at_once_is_lost
            a_contradicted_length_is_not_sent
            a_dropped_exchange_leaves_the_transport_usable
            a_failed_handshake_was_not_sent
            a_get_announces_no_body
            a_head_that_is_cut_is_no_answer
            a_late_answer_is_not_taken_for_the_next
            a_path_is_not_rewritten
            a_refused_connection_was_not_sent
            a_request_lost_on_a_used_connection_is_not_repeated
            a_request_that_is_not_read_costs_the_timeout
            a_reset_before_the_answer_may_have_been_sent
            a_reset_within_the_body_may_have_been_sent
            an_answer_in_chunks_is_whole
            an_answer_in_drops_is_whole
            an_answer_of_http_1_0_is_whole
            an_answer_that_stalls_keeps_its_status
            an_answer_without_a_length_is_whole
            an_early_answer_is_an_answer_or_may_have_been_sent
            an_endless_answer_is_left
            an_endless_head_is_left
            an_unasked_answer_is_not_taken
            chunks_that_are_cut_keep_what_came
            connections_are_used_again
            credentials_in_a_url_are_not_sent
            exchanges_at_once_do_not_mix
            headers_of_the_caller_are_not_replaced
            interim_answers_are_passed_over
            nothing_is_added_to_a_request
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
