//! The command, as a person or a program at a shell meets it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod doctor;
mod exit_codes;
mod generated;
#[cfg(unix)]
mod guide;
#[cfg(unix)]
mod import;
mod looking;
mod monitor;
#[cfg(unix)]
mod serve;
mod settings;
mod support;
