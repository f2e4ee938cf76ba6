use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Ends a blocking exchange from another thread.
///
/// [`Threaded`](super::Threaded) creates one for each exchange and cancels it when the future of
/// the exchange is dropped. A [`BlockingMonitorTransport`](super::BlockingMonitorTransport) can get
/// the handle with [`current`](Self::current) and register how to shut the connection down. The
/// handle belongs to the thread because client libraries rarely pass a context to the place where
/// they open a socket.
///
/// A transport that ignores the handle still works. Its canceled exchanges end by their limits.
///
/// ```
/// use std::net::{Shutdown, TcpStream};
/// use picsellia_core::CancelHandle;
///
/// fn connect(address: &str) -> std::io::Result<TcpStream> {
///     let stream = TcpStream::connect(address)?;
///     if let Some(handle) = CancelHandle::current() {
///         let shared = stream.try_clone()?;
///         // An error means that the connection has ended already.
///         handle.on_cancel(move || drop(shared.shutdown(Shutdown::Both)));
///     }
///     Ok(stream)
/// }
/// ```
#[derive(Clone, Default)]
pub struct CancelHandle(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    canceled: bool,
    action: Option<Box<dyn FnOnce() + Send>>,
}

thread_local! {
    static CURRENT: RefCell<Option<CancelHandle>> = const { RefCell::new(None) };
}

impl CancelHandle {
    /// Returns the handle of the exchange that runs on this thread, or `None` if it cannot be
    /// canceled.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Runs `exchange` with this handle as the current one, and disarms it afterwards.
    pub(super) fn scope<T>(&self, exchange: impl FnOnce() -> T) -> T {
        struct Leave(Option<CancelHandle>);

        impl Drop for Leave {
            fn drop(&mut self) {
                if let Some(left) = CURRENT.replace(self.0.take()) {
                    left.disarm();
                }
            }
        }

        let _leave = Leave(CURRENT.replace(Some(self.clone())));
        exchange()
    }

    /// Calls `action` when the exchange is canceled, instead of any action that was set before. If
    /// the exchange is canceled already, calls it now. The action must not use the handle.
    pub fn on_cancel(&self, action: impl FnOnce() + Send + 'static) {
        let mut state = self.lock();
        if state.canceled {
            drop(state);
            action();
        } else {
            state.action = Some(Box::new(action));
        }
    }

    /// Removes the action. Call it before a connection goes back to a pool, where other exchanges
    /// may take it.
    pub fn disarm(&self) {
        self.lock().action = None;
    }

    /// Returns whether the exchange is canceled.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.lock().canceled
    }

    /// Cancels the exchange.
    ///
    /// The action runs under the lock, so none is running once `disarm` has returned.
    pub(super) fn cancel(&self) {
        let mut state = self.lock();
        state.canceled = true;
        if let Some(action) = state.action.take() {
            action();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").field("canceled", &self.is_canceled()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn an_action_runs_once_and_only_for_its_own_exchange() {
        let cuts = Arc::new(AtomicUsize::new(0));
        let cut = || {
            let cuts = Arc::clone(&cuts);
            move || {
                cuts.fetch_add(1, Ordering::SeqCst);
            }
        };
        let handle = CancelHandle::default();
        assert!(CancelHandle::current().is_none());
        handle.scope(|| CancelHandle::current().expect("the handle of this exchange").on_cancel(cut()));
        assert!(CancelHandle::current().is_none());
        handle.cancel();
        assert_eq!(cuts.load(Ordering::SeqCst), 0, "the exchange was over");

        let handle = CancelHandle::default();
        handle.on_cancel(cut());
        handle.cancel();
        handle.cancel();
        assert_eq!((cuts.load(Ordering::SeqCst), handle.is_canceled()), (1, true));
        // What is set up too late is cut at once.
        handle.on_cancel(cut());
        assert_eq!(cuts.load(Ordering::SeqCst), 2);
    }
}
