//! Cases for transports whose bounds on time the user sets.

mod timeouts;

pub use timeouts::*;

use picsellia_core::TransportOptions;

use crate::subject::Subject;

/// Gives a subject with these options.
pub type Optioned<'a> = &'a dyn Fn(&TransportOptions) -> Box<dyn Subject>;
