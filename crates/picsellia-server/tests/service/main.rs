//! Tests the service through a real socket.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod changes;
mod cloud_image;
mod data;
mod errors;
mod exposure;
mod labels;
mod load;
mod login;
mod monitor;
mod orphans;
mod platform;
mod predicted_assets;
mod queries;
mod restart;
mod reviews;
mod settings;
mod shadow;
mod statistics;
mod support;
mod types;
