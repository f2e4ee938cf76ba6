//! Lets one task through at a time, on any runtime or none.

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// An asynchronous lock without a value: what async runtimes and lock crates offer, without what they pull in.
#[derive(Debug, Default)]
pub(crate) struct Gate(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    taken: bool,
    waiting: Vec<Waker>,
}

/// The right to be inside. Dropping it, also by cancellation, lets the next one in.
#[derive(Debug)]
pub(crate) struct Pass<'a>(&'a Gate);

impl Gate {
    /// Waits until nobody is inside, and enters.
    pub(crate) async fn enter(&self) -> Pass<'_> {
        poll_fn(|context| {
            let mut state = self.state();
            if !std::mem::replace(&mut state.taken, true) {
                return Poll::Ready(Pass(self));
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await
    }

    /// Enters if nobody is inside.
    pub(crate) fn try_enter(&self) -> Option<Pass<'_>> {
        let taken = std::mem::replace(&mut self.state().taken, true);
        (!taken).then_some(Pass(self))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing can panic while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.0.state();
            state.taken = false;
            std::mem::take(&mut state.waiting)
        };
        // All of them: one that was cancelled would not pass a single call on. Who finds the gate taken waits again.
        waiting.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    #[test]
    fn one_is_inside_and_the_next_enters_when_it_leaves() {
        let gate = Gate::default();
        let mut context = Context::from_waker(Waker::noop());
        let first = gate.try_enter().expect("nobody is inside");
        let mut second = pin!(gate.enter());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(gate.try_enter().is_none());
        drop(first);
        assert!(second.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn who_gives_up_waiting_keeps_nobody_out() {
        let gate = Gate::default();
        let mut context = Context::from_waker(Waker::noop());
        let first = gate.try_enter();
        {
            let mut cancelled = pin!(gate.enter());
            assert!(cancelled.as_mut().poll(&mut context).is_pending());
        }
        drop(first);
        assert!(gate.try_enter().is_some());
    }
}
