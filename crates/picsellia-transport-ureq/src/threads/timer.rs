//! Waking futures at their time.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// How long the thread of a timer waits for more to do.
const IDLE: Duration = Duration::from_secs(15);

/// One thread for any number of sleeping futures; none while nobody sleeps for a while.
pub(crate) struct Timer(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By time, and told apart by a number.
    sleepers: BTreeMap<(Instant, u64), Waker>,
    next: u64,
    running: bool,
    closed: bool,
}

impl Timer {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    /// Resolves after `duration`.
    pub(crate) fn sleep(&self, duration: Duration) -> Sleep {
        Sleep { shared: Arc::clone(&self.0), until: Instant::now().checked_add(duration), key: None }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

/// A sleep. It holds no thread.
pub(crate) struct Sleep {
    shared: Arc<Shared>,
    /// `None` is later than the clock can tell.
    until: Option<Instant>,
    key: Option<(Instant, u64)>,
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
        if self.key.is_none() {
            state.next += 1;
            self.key = Some(key);
        }
        state.sleepers.insert(key, context.waker().clone());
        if !state.running {
            let for_thread = Arc::clone(&shared);
            let spawned =
                thread::Builder::new().name("picsellia-timer".to_owned()).spawn(move || for_thread.run());
            if spawned.is_err() {
                // Without a thread the only way to sleep is here.
                state.sleepers.remove(&key);
                drop(state);
                thread::sleep(until.saturating_duration_since(Instant::now()));
                return Poll::Ready(());
            }
            state.running = true;
        }
        drop(state);
        shared.changed.notify_all();
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.shared.lock().sleepers.remove(&key);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let first = state.sleepers.first_key_value().map(|((until, _), _)| *until);
            match first {
                Some(until) if until <= now => {
                    let woken = state.sleepers.pop_first();
                    // A waker may come back here.
                    drop(state);
                    if let Some((_, waker)) = woken {
                        waker.wake();
                    }
                    state = self.lock();
                }
                None if state.closed => break,
                _ => {
                    let left = first.map_or(IDLE, |until| until.saturating_duration_since(now));
                    let (woken, waited) =
                        self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
                    state = woken;
                    if waited.timed_out() && state.sleepers.is_empty() {
                        break;
                    }
                }
            }
        }
        state.running = false;
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").field("sleepers", &self.0.lock().sleepers.len()).finish()
    }
}
