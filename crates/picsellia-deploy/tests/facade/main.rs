//! The facade on the mock: no network, no runtime, no clock.
#![allow(clippy::unwrap_used, reason = "what cannot go on ends the test")]

mod blocking;
mod calls;
mod connect;
mod delivery;
mod error_texts;
mod errors;
mod monitor_call;
mod names;
mod observed;
mod predicted_assets;
mod reads;
mod sessions;
mod storm;
mod support;
