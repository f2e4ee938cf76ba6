//! What lets a blocking transport serve an executor: threads of its own.

mod oneshot;
mod timer;
mod workers;

pub(crate) use oneshot::{Receiver, oneshot};
pub(crate) use timer::Timer;
pub(crate) use workers::{NoThread, Workers};
