//! Cases about what a transport with default options takes from its environment. Each runs in its
//! own process.

mod authorities;
mod child;
mod memory;
mod proxies;

pub use authorities::*;
pub use memory::*;
pub use proxies::*;

use crate::subject::Subject;

/// Creates a subject with default options.
pub type DefaultSetup<'a> = &'a dyn Fn() -> Box<dyn Subject>;
