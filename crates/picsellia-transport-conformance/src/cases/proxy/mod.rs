//! Cases for transports that the user can configure a proxy for.

mod explicit;

pub use explicit::*;

use crate::subject::Subject;

/// Creates a subject that sends every request through the proxy at a URL and trusts the
/// certificates of a PEM text.
pub type ProxySetup<'a> = &'a dyn Fn(&str, &str) -> Box<dyn Subject>;
