use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use super::http_filter;

/// Logs the service on stderr, at `info` or as `RUST_LOG` says.
pub(crate) fn install() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let color = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let lines = fmt::layer().with_ansi(color).with_writer(std::io::stderr);
    let log =
        tracing_subscriber::registry().with(filter).with(lines.with_filter(filter_fn(http_filter::allows)));
    // This process has no other subscriber.
    let _ = log.try_init();
}
