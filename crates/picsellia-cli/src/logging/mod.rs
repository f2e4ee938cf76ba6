//! What the program logs, and what it never logs.

#[cfg(feature = "server")]
mod http_filter;
mod retry_notices;
#[cfg(feature = "server")]
mod service_log;

pub(crate) use retry_notices::install as install_retry_notices;
#[cfg(feature = "server")]
pub(crate) use service_log::install as install_service_log;
