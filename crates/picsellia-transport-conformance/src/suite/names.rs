//! The names of the cases. This is the only list of them.
//!
//! Each macro passes the names to another macro.

/// Passes the names of the cases for any transport to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __any_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_from_a_source_arrives_whole_each_time
            a_body_that_cannot_be_read_is_not_sent_whole
            a_custom_method_carries_a_body
            a_large_body_arrives_whole
            a_limit_of_zero_allows_an_empty_response
            a_lost_response_may_have_been_sent
            a_redirect_is_not_followed
            a_relative_url_cannot_be_sent
            a_request_arrives_as_given
            a_request_can_be_sent_again
            a_request_without_a_body_is_sent
            a_response_at_the_limit_is_whole
            a_response_is_not_decompressed
            a_response_over_the_limit_is_rejected
            a_sleep_moves_the_clock
            a_stalled_service_times_out
            a_timeout_of_zero_ends_at_once
            a_truncated_response_keeps_what_was_received
            an_error_shows_no_secret
            an_exchange_after_a_failure_succeeds
            an_unsendable_request_shows_no_secret
            every_status_is_a_response
            garbage_is_not_a_response
            header_values_of_a_response_are_kept
            no_cookie_is_kept
            repeated_headers_of_a_response_are_kept
            the_clock_never_goes_back
            the_largest_limits_do_not_overflow
            the_limit_on_responses_does_not_bound_requests
        }
    };
}

/// Passes the names of the cases that need a socket to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __socket_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_from_a_source_is_sent_with_its_length
            a_body_is_sent_with_its_length
            a_chunked_response_is_whole
            a_close_at_any_stage_may_have_been_sent
            a_closed_idle_connection_returns_no_wrong_response
            a_connection_closed_on_connecting_is_an_error
            a_connection_that_switched_protocols_is_not_reused
            a_connection_with_close_is_not_reused
            a_dropped_exchange_leaves_the_transport_usable
            a_failed_handshake_was_not_sent
            a_get_states_no_body
            a_large_head_is_parsed_or_rejected
            a_late_response_is_not_returned_for_the_next_request
            a_malformed_chunk_is_an_error
            a_malformed_response_is_an_error
            a_path_is_not_rewritten
            a_presigned_url_keeps_its_signature
            a_refused_connection_was_not_sent
            a_request_lost_on_a_reused_connection_is_not_repeated
            a_reset_at_any_stage_may_have_been_sent
            a_reset_before_the_response_may_have_been_sent
            a_reset_idle_connection_returns_no_wrong_response
            a_reset_on_connecting_is_an_error
            a_reset_within_the_body_may_have_been_sent
            a_response_byte_by_byte_is_whole
            a_response_of_http_1_0_is_whole
            a_response_that_never_ends_times_out
            a_response_to_head_has_no_body
            a_response_without_a_length_is_whole
            a_service_that_stops_reading_times_out
            a_stalled_response_keeps_its_status
            a_truncated_head_is_not_a_response
            an_early_response_before_a_reset_is_never_reported_as_unsent
            an_early_response_is_never_reported_as_unsent
            an_endless_head_is_rejected
            an_endless_response_is_rejected
            an_unsolicited_response_is_not_returned
            any_valid_head_is_parsed
            chunks_override_a_length
            concurrent_exchanges_do_not_mix
            connections_are_reused
            contradictory_framing_is_unsendable
            credentials_in_a_url_are_not_sent
            headers_of_the_caller_are_not_replaced
            interim_responses_are_skipped
            interim_responses_during_the_request_are_skipped
            many_dropped_exchanges_leave_the_transport_usable
            no_header_is_added_to_a_request
            trailers_are_skipped
            truncated_chunks_keep_what_was_received
        }
    };
}

/// Passes the names of the cases for transports that read while they write to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __duplex_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            an_early_response_is_returned_before_the_body_is_sent
        }
    };
}

/// Passes the names of the cases that need TLS to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __tls_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_broken_handshake_was_not_sent
            a_reset_over_tls_may_have_been_sent
            a_response_without_a_tls_close_is_truncated
            a_stalled_handshake_times_out
            a_trusted_certificate_is_accepted
            an_early_response_over_tls_is_never_reported_as_unsent
            an_invalid_certificate_gets_no_request
            each_certificate_of_a_text_is_trusted
        }
    };
}

/// Passes the names of the cases that need a proxy to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __proxy_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_proxy_that_never_responds_times_out
            a_refused_tunnel_was_not_sent
            an_http_request_is_sent_to_the_proxy
            an_https_request_goes_through_a_tunnel
            an_unreachable_proxy_was_not_sent
        }
    };
}

/// Passes the names of the cases about the environment to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __environment_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_body_of_500_megabytes_is_sent_in_constant_memory
            a_machine_without_authorities_still_speaks_http
            proxies_of_the_environment_apply_except_to_this_machine
        }
    };
}

/// Passes the names of the cases about options to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __options_cases {
    ([$($then:tt)*] $($given:tt)*) => {
        $($then)*! { [$($given)*]
            a_request_that_makes_no_progress_times_out
            a_response_that_does_not_begin_times_out
            a_timeout_of_zero_is_rejected_by_its_name
            an_expired_connection_is_not_reused
            invalid_options_are_rejected_and_not_shown
            the_connect_timeout_covers_tls
            the_response_timeout_ends_once_the_response_begins
            timeouts_do_not_affect_healthy_exchanges
        }
    };
}
