#![doc = include_str!("../README.md")]

mod assertions;
mod block_on;
mod clock;
mod expect;
mod expected;
mod id;
mod json;
mod mock;
mod monitored;
mod recorded;
mod reply;
mod route;
mod script;
mod scripts;
mod service;
mod state;
mod text;

pub use block_on::block_on;
pub use expect::{Capture, Expectation};
pub use mock::MockTransport;
pub use monitored::Monitored;
pub use recorded::RecordedRequest;
pub use reply::Reply;
pub use route::Route;
pub use script::Script;
