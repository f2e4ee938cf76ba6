//! A mutex for async code that needs no runtime.

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// An async mutex that protects no value: what lock crates offer, without their dependencies.
#[derive(Debug, Default)]
pub(crate) struct AsyncMutex(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    locked: bool,
    waiting: Vec<Waker>,
}

/// Holds the mutex. Dropping the guard, also by cancellation, unlocks the mutex.
#[derive(Debug)]
#[must_use]
pub(crate) struct Guard<'a>(&'a AsyncMutex);

impl AsyncMutex {
    /// Waits until the mutex is free, and locks it.
    pub(crate) async fn lock(&self) -> Guard<'_> {
        poll_fn(|context| {
            let mut state = self.state();
            if !std::mem::replace(&mut state.locked, true) {
                return Poll::Ready(Guard(self));
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await
    }

    /// Locks the mutex if it is free.
    pub(crate) fn try_lock(&self) -> Option<Guard<'_>> {
        let locked = std::mem::replace(&mut self.state().locked, true);
        (!locked).then(|| Guard(self))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.0.state();
            state.locked = false;
            std::mem::take(&mut state.waiting)
        };
        // A canceled waiter would not pass a single wake-up on, so all waiters are woken. Those
        // that find the mutex locked wait again.
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// Locks a mutex of the standard library whose critical sections cannot panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    #[test]
    fn a_waiter_locks_the_mutex_when_its_guard_is_dropped() {
        let mutex = AsyncMutex::default();
        let mut context = Context::from_waker(Waker::noop());
        let first = mutex.try_lock().expect("the mutex is free");
        let mut second = pin!(mutex.lock());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(mutex.try_lock().is_none());
        drop(first);
        assert!(second.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn a_canceled_waiter_does_not_block_the_mutex() {
        let mutex = AsyncMutex::default();
        let mut context = Context::from_waker(Waker::noop());
        let first = mutex.try_lock();
        {
            let mut canceled = pin!(mutex.lock());
            assert!(canceled.as_mut().poll(&mut context).is_pending());
        }
        drop(first);
        assert!(mutex.try_lock().is_some());
    }
}
