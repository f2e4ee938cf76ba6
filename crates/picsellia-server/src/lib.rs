#![doc = include_str!("../README.md")]

mod api_error;
mod app;
mod auth;
mod body;
mod builder;
mod clock;
mod connections;
mod connector;
mod error;
mod error_chain;
mod images;
mod in_flight;
mod ingest;
mod loopback;
mod orphaned_images;
mod public_url;
mod query;
mod routes;
mod server;
mod start;
mod statistics;
mod store;

pub use builder::ServerBuilder;
pub use error::{ShutdownError, StartError};
pub use picsellia_core::InferenceType;
pub use server::Server;
