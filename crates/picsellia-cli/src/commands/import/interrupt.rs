//! Ctrl-C and SIGTERM: the first signal asks the import to stop, the second ends the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::failure::{Exit, Failure};

/// Whether a signal asked the import to stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_requested: AtomicBool,
    received: Notify,
}

impl Interrupt {
    /// Starts to listen. From now on, the first signal does not end the program.
    pub(super) fn listen() -> Result<Self, Failure> {
        let interrupt = Self::default();
        let mut signals =
            Signals::new().map_err(|error| Failure::other("cannot listen for signals").because(&error))?;
        let interrupted = interrupt.clone();
        tokio::spawn(async move {
            signals.next().await;
            interrupted.0.is_requested.store(true, Ordering::Release);
            interrupted.0.received.notify_one();
            signals.next().await;
            std::process::exit(i32::from(Exit::Interrupted as u8));
        });
        Ok(interrupt)
    }

    /// Returns whether a signal came.
    pub(super) fn is_requested(&self) -> bool {
        self.0.is_requested.load(Ordering::Acquire)
    }

    /// Waits for the first signal. Returns only once.
    pub(super) async fn received(&self) {
        self.0.received.notified().await;
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // On an error there is no signal to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
