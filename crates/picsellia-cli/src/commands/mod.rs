//! The commands, a file for each.

pub(crate) mod config;
pub(crate) mod data;
#[cfg(feature = "server")]
pub(crate) mod demo;
pub(crate) mod deployments;
pub(crate) mod doctor;
pub(crate) mod import;
pub(crate) mod labels;
pub(crate) mod manual;
pub(crate) mod monitor;
pub(crate) mod predictions;
pub(crate) mod review;
#[cfg(feature = "server")]
pub(crate) mod serve;
pub(crate) mod shadow;
pub(crate) mod stats;
