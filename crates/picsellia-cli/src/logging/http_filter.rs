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
