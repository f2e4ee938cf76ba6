//! The parts of an [`Error`](crate::Error): the failure of each stage, and what is invalid in an
//! input.

pub(crate) mod call_error;
mod config;
mod decode;
pub(crate) mod kind;
mod transport;

pub use config::ConfigError;
pub use decode::DecodeFailure;
pub use kind::LoginFailure;
pub use picsellia_core::{InvalidInput, Problem, ProblemKind, Rejection, Retryability, UnreadableResponse};
pub use transport::{DeadlinePassed, TransportFailure};
