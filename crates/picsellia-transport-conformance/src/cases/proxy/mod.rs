//! Cases for transports that go through a proxy that the user names.

mod explicit;

pub use explicit::*;

use crate::subject::Subject;

/// Gives a subject that sends everything through the proxy at a URL, and trusts the certificates of a PEM text.
pub type Through<'a> = &'a dyn Fn(&str, &str) -> Box<dyn Subject>;
