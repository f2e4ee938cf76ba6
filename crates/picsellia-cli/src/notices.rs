//! What a person who waits is told: that a call is made again, and why.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Tells on stderr when a call is made again. A program that reads JSON is not told.
pub(crate) fn install() {
    // Nobody else has set a subscriber in this process; if one had, it would be told instead.
    let _ = tracing_subscriber::registry().with(Retries).try_init();
}

struct Retries;

impl<S: Subscriber> Layer<S> for Retries {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut retry = Retry::default();
        event.record(&mut retry);
        if event.metadata().target() == "picsellia" && retry.message == "retrying" {
            // Waits are random, and may be nothing to speak of.
            let when = if retry.wait < 0.1 { "now".to_owned() } else { format!("in {:.1} s", retry.wait) };
            anstream::eprintln!("{}; trying again {when}", retry.error);
        }
    }
}

/// The fields of the event.
#[derive(Default)]
struct Retry {
    message: String,
    error: String,
    wait: f64,
}

impl Visit for Retry {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            "error" => self.error = format!("{value:?}"),
            _ => {}
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "wait_seconds" {
            self.wait = value;
        }
    }
}
