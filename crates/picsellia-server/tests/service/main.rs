//! The service's behaviour at a real socket.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod data;
mod errors;
mod login;
mod monitor;
mod platform;
mod predicted_assets;
mod queries;
mod restart;
mod support;
