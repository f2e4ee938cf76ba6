#![doc = include_str!("../README.md")]

mod api_error;
mod app;
mod auth;
mod body;
mod builder;
mod collector;
mod connector;
mod error;
mod images;
mod ingest;
mod intake;
mod public_url;
mod query;
mod routes;
mod server;
mod serving;
mod statistics;
mod store;

pub use builder::ServerBuilder;
pub use error::{ShutdownError, StartError};
pub use picsellia_core::InferenceType;
pub use server::Server;
