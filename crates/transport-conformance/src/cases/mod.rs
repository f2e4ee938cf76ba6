//! The cases, by what they need.

pub mod any;
mod requests;
pub mod socket;
