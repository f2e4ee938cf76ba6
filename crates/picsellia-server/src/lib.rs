#![doc = include_str!("../README.md")]

mod api_error;
mod app;
mod auth;
mod body;
mod builder;
mod error;
mod images;
mod ingest;
mod query;
mod routes;
mod server;
mod store;

pub use builder::ServerBuilder;
pub use error::{ShutdownError, StartError};
pub use picsellia_core::InferenceType;
pub use server::Server;
