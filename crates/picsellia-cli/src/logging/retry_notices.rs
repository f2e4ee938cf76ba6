//! Tells a person who waits that a call is made again, and why.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::output::print_note;

/// Prints a notice on stderr before each retry.
pub(crate) fn install() {
    // This process has no other subscriber.
    let _ = tracing_subscriber::registry().with(RetryNotices::default()).try_init();
}

/// Prints the reason of a retry once, and only when it is made while the reason stays the same.
#[derive(Default)]
struct RetryNotices {
    last_error: Mutex<String>,
}

impl<S: Subscriber> Layer<S> for RetryNotices {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut retry = Retry::default();
        event.record(&mut retry);
        if event.metadata().target() == "picsellia" && retry.message == "retrying" {
            let mut last_error = self.last_error.lock().unwrap_or_else(PoisonError::into_inner);
            print_note(retry.notice(&last_error));
            *last_error = retry.error;
        }
    }
}

/// The fields of the event.
#[derive(Default)]
struct Retry {
    message: String,
    error: String,
    /// The number of the attempt that failed.
    attempt: u64,
    wait: f64,
}

impl Retry {
    fn notice(&self, last_error: &str) -> String {
        let attempt = self.attempt + 1;
        // Waits are random, and can be too short to mention.
        let wait = if self.wait < 0.1 { "now".to_owned() } else { format!("in {:.1} s", self.wait) };
        if self.error == last_error {
            format!("attempt {attempt} {wait}")
        } else {
            format!("{}; attempt {attempt} {wait}", self.error)
        }
    }
}

impl Visit for Retry {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            "error" => self.error = format!("{value:?}"),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "attempt" {
            self.attempt = value;
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "wait_seconds" {
            self.wait = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_reason_is_printed_once() {
        let retry =
            |attempt, wait| Retry { error: "no response".to_owned(), attempt, wait, ..Retry::default() };
        assert_eq!(retry(1, 0.52).notice(""), "no response; attempt 2 in 0.5 s");
        assert_eq!(retry(2, 0.01).notice("no response"), "attempt 3 now");
    }
}
