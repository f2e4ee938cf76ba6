//! The exchange that runs on this thread.
//!
//! ureq calls its connector and its transports on the thread that runs the request, and tells them nothing of it.

use std::cell::RefCell;

use crate::converse::Exchange;

thread_local! {
    static CURRENT: RefCell<Option<Exchange>> = const { RefCell::new(None) };
}

/// Runs `work` with `exchange` as the current one, and gives back what became of it.
pub(crate) fn run<T>(exchange: Exchange, work: impl FnOnce() -> T) -> (T, Option<Exchange>) {
    let before = CURRENT.replace(Some(exchange));
    let restore = Restore(before);
    let done = work();
    let exchange = CURRENT.take();
    drop(restore);
    (done, exchange)
}

struct Restore(Option<Exchange>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.replace(self.0.take());
    }
}

/// Looks at the current exchange. `None` where there is none.
pub(crate) fn with<T>(look: impl FnOnce(&mut Exchange) -> T) -> Option<T> {
    CURRENT.with_borrow_mut(|current| current.as_mut().map(look))
}
