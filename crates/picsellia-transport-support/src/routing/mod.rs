//! Where a request goes.

mod proxies;
mod proxy;
mod spared;
mod target;
mod turns;

pub use proxies::{Proxies, Route};
pub use proxy::Proxy;
pub use target::Target;
pub use turns::by_turns;
