//! Ctrl-C, and the signal that ends services: the first one is a wish, the second one an order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::failure::{Exit, Failure};

/// Whether somebody wants it to stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt(Arc<Wish>);

#[derive(Debug, Default)]
struct Wish {
    is_there: AtomicBool,
    arrived: Notify,
}

impl Interrupt {
    /// Listens from now on. The program does not end at the first signal any more.
    pub(super) fn listen() -> Result<Self, Failure> {
        let interrupt = Self::default();
        let mut signals = Signals::new()
            .map_err(|error| Failure::other("signals cannot be listened for").because(&error))?;
        let heard = interrupt.clone();
        tokio::spawn(async move {
            signals.next().await;
            heard.0.is_there.store(true, Ordering::Release);
            heard.0.arrived.notify_one();
            signals.next().await;
            std::process::exit(i32::from(Exit::Interrupted as u8));
        });
        Ok(interrupt)
    }

    pub(super) fn is_there(&self) -> bool {
        self.0.is_there.load(Ordering::Acquire)
    }

    /// Waits for the first signal. Returns once only.
    pub(super) async fn arrived(&self) {
        self.0.arrived.notified().await;
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
        // An error means that there is nothing to listen to, and so nothing to wait for either.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
