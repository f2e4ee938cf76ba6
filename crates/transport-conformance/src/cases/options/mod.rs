//! Cases for transports whose bounds on time the user sets.

mod timeouts;

pub use timeouts::*;

use std::time::Duration;

use crate::subject::Subject;

/// What a case sets; the rest stays at its default.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The longest wait for a connection, its TLS included.
    pub connect_timeout: Option<Duration>,
    /// How long an unused connection is kept.
    pub pool_idle_timeout: Option<Duration>,
    /// The longest wait from the end of a request to the head of its answer.
    pub response_timeout: Option<Duration>,
    /// The longest time in which nothing of a request's body moves on.
    pub write_timeout: Option<Duration>,
}

/// Gives a subject with these options.
pub type Optioned<'a> = &'a dyn Fn(&Options) -> Box<dyn Subject>;
