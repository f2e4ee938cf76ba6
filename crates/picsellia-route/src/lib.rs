#![doc = include_str!("../README.md")]

mod proxies;
mod proxy;
mod spared;
mod target;

pub use proxies::{Proxies, Route};
pub use proxy::Proxy;
pub use target::Target;
