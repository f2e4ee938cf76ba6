//! Cases for transports that take [`TransportOptions`].

mod timeouts;
mod validation;

pub use timeouts::*;
pub use validation::*;

use picsellia_core::{BuildError, TransportOptions};

use crate::subject::Subject;

/// Creates a subject with these options, or reports that they are invalid.
pub type OptionsSetup<'a> = &'a dyn Fn(&TransportOptions) -> Result<Box<dyn Subject>, BuildError>;
