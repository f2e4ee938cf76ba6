//! Runs the command as a person or a script does.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod doctor;
mod error_texts;
mod exit_codes;
mod generated;
#[cfg(unix)]
mod guide;
#[cfg(unix)]
mod import;
mod log;
mod looking;
mod monitor;
#[cfg(unix)]
mod serve;
mod settings;
mod support;
