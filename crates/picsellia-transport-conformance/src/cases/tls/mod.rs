//! Cases for transports that speak TLS, each of which sets the transport up to trust an authority.

mod certificates;
mod handshake;
mod responses;

pub use certificates::*;
pub use handshake::*;
pub use responses::*;

use crate::subject::Subject;

/// Gives a subject that trusts the certificates of a PEM text, besides any that it trusts anyway.
pub type Trusting<'a> = &'a dyn Fn(&str) -> Box<dyn Subject>;
