//! The parts of an [`Error`](crate::Error): what failed at each stage, and which input is invalid.

pub(crate) mod failure;

pub use failure::{ConfigError, DeadlinePassed, LoginFailure, TransportFailure};
pub use picsellia_core::{InvalidInput, Problem, ProblemKind, Rejection, Retryability, UnreadableResponse};
