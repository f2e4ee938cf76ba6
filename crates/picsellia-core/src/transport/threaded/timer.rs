//! Wakes sleeping futures.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// One thread for any number of sleeping futures, and none while nobody sleeps.
#[derive(Default)]
pub(super) struct Timer(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By time; a number keeps those of the same time apart.
    sleepers: BTreeMap<(Instant, u64), Waker>,
    next: u64,
    running: bool,
}

/// Resolves at its time. Dropped before, it is forgotten.
pub(super) struct Sleep {
    shared: Arc<Shared>,
    /// `None` is later than the clock can express.
    until: Option<Instant>,
    key: Option<(Instant, u64)>,
}

impl Timer {
    pub(super) fn sleep(&self, duration: Duration) -> Sleep {
        Sleep { shared: Arc::clone(&self.0), until: Instant::now().checked_add(duration), key: None }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(until) = self.until else { return Poll::Pending };
        if Instant::now() >= until {
            return Poll::Ready(());
        }
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        let key = self.key.unwrap_or((until, state.next));
        if self.key.replace(key).is_none() {
            state.next += 1;
        }
        state.sleepers.insert(key, context.waker().clone());
        if !state.running {
            let timer = Arc::clone(&shared);
            let spawned =
                thread::Builder::new().name("picsellia-timer".to_owned()).spawn(move || timer.run());
            if spawned.is_err() {
                // Without a thread the only place to sleep is here.
                state.sleepers.remove(&key);
                drop(state);
                thread::sleep(until.saturating_duration_since(Instant::now()));
                return Poll::Ready(());
            }
            state.running = true;
        }
        shared.changed.notify_all();
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.shared.lock().sleepers.remove(&key);
            self.shared.changed.notify_all();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes each sleeper at its time, until none is left.
    fn run(&self) {
        let mut state = self.lock();
        while let Some((until, _)) = state.sleepers.first_key_value().map(|(key, _)| *key) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let woken = state.sleepers.pop_first();
                // A waker may poll at once, and come back here.
                drop(state);
                if let Some((_, waker)) = woken {
                    waker.wake();
                }
                state = self.lock();
            } else {
                state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        state.running = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll_once(sleep: &mut Sleep) -> Poll<()> {
        Pin::new(sleep).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_sleep_that_is_dropped_leaves_no_thread() {
        let timer = Timer::default();
        let mut sleep = timer.sleep(Duration::from_secs(3600));
        assert!(poll_once(&mut sleep).is_pending());
        assert!(timer.0.lock().running);
        drop(sleep);
        let began = Instant::now();
        while timer.0.lock().running {
            assert!(began.elapsed() < Duration::from_secs(20), "the thread of the timer is left");
            thread::yield_now();
        }
    }

    #[test]
    fn a_sleep_without_an_end_costs_no_thread() {
        let timer = Timer::default();
        assert!(poll_once(&mut timer.sleep(Duration::MAX)).is_pending());
        assert!(!timer.0.lock().running);
        assert!(poll_once(&mut timer.sleep(Duration::ZERO)).is_ready());
    }
}
