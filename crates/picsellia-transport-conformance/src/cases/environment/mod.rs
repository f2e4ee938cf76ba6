//! Cases about what a transport with default options takes from its environment, each in processes of its own.

mod authorities;
mod memory;
mod proxies;

pub use authorities::*;
pub use memory::*;
pub use proxies::*;

use crate::subject::Subject;

/// Gives a subject with default options.
pub type Plain<'a> = &'a dyn Fn() -> Box<dyn Subject>;
