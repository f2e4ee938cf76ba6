//! Cases for transports that speak TLS. Each creates a transport that trusts a given authority.

mod certificates;
mod handshake;
mod responses;

pub use certificates::*;
pub use handshake::*;
pub use responses::*;

use crate::subject::Subject;

/// Creates a subject that trusts the certificates of a PEM text, in addition to those that it
/// trusts anyway.
pub type TlsSetup<'a> = &'a dyn Fn(&str) -> Box<dyn Subject>;
