//! Keeps libraries that see the bytes of requests out of the log.
//!
//! At trace level, `ureq_proto` logs request heads as hex dumps, token included. Other libraries
//! log parts of heads, or could start to in any release. So none of them is logged, whatever
//! `RUST_LOG` says.

use tracing::Metadata;

/// The crates that read or write HTTP messages or the bytes below them.
const HTTP_CRATES: [&str; 10] = [
    "h2",
    "httparse",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "tokio_rustls",
    "tower_http",
    "ureq",
    "ureq_proto",
];

/// Returns whether an event may be logged: whether it comes from none of the [`HTTP_CRATES`].
pub(super) fn allows(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let of_crate = target.split("::").next().unwrap_or(target);
    !HTTP_CRATES.contains(&of_crate)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::filter::{EnvFilter, filter_fn};
    use tracing_subscriber::fmt;
    use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("the lines").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn requests_are_not_logged_at_any_level() {
        for directives in
            ["trace", "trace,ureq_proto=trace", "ureq_proto::util=trace,ureq::run=trace,serve=info"]
        {
            let lines = Lines::default();
            let writer = lines.clone();
            let layer = fmt::layer().with_ansi(false).with_writer(move || writer.clone());
            let log = tracing_subscriber::registry()
                .with(EnvFilter::new(directives))
                .with(layer.with_filter(filter_fn(allows)));
            tracing::subscriber::with_default(log, || {
                tracing::error!(target: "ureq_proto::util", "s3cr3t");
                tracing::trace!(target: "ureq_proto::util", "s3cr3t");
                tracing::trace!(target: "ureq::run", "s3cr3t");
                tracing::trace!(target: "hyper::proto::h1::role", "s3cr3t");
                tracing::trace!(target: "hyper_util::client::legacy", "s3cr3t");
                tracing::trace!(target: "reqwest::connect", "s3cr3t");
                tracing::trace!(target: "rustls::client::hs", "s3cr3t");
                tracing::info!(target: "serve", "started");
            });
            let shown = String::from_utf8(lines.0.lock().expect("the lines").clone()).expect("text");
            assert!(!shown.contains("s3cr3t"), "with {directives}: {shown}");
            assert!(shown.contains("started"), "with {directives}: {shown}");
        }
    }
}
