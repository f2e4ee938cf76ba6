//! Threads that start with the work and end without it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The most threads at a time. Further jobs wait for a free one.
pub(super) const MAX_THREADS: usize = 64;

/// How long a thread waits for more work before it ends.
const IDLE: Duration = Duration::from_secs(15);

type Job = Box<dyn FnOnce() + Send>;

/// Runs jobs on threads. When it is dropped, idle threads end at once and the others after their
/// job.
#[derive(Default)]
pub(super) struct Workers(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
    closed: bool,
}

/// The system could not start a thread, and none is running that could take the job.
#[derive(Debug)]
pub(super) struct NoThread;

impl Workers {
    pub(super) fn run(&self, job: impl FnOnce() + Send + 'static) -> Result<(), NoThread> {
        let mut state = self.0.lock();
        if state.idle <= state.jobs.len() && state.threads < MAX_THREADS {
            let worker = Arc::clone(&self.0);
            let spawned =
                thread::Builder::new().name("picsellia-exchange".to_owned()).spawn(move || worker.work());
            match spawned {
                Ok(_) => state.threads += 1,
                Err(_) if state.threads == 0 => return Err(NoThread),
                // A running thread takes the job when it is free.
                Err(_) => {}
            }
        }
        state.jobs.push_back(Box::new(job));
        drop(state);
        self.0.changed.notify_one();
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn threads(&self) -> usize {
        self.0.lock().threads
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            // A job that panics drops its sender, and its future reports that.
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    }

    /// Waits for the next job. `None` ends the thread, which no longer counts.
    fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                break;
            }
            state.idle += 1;
            let (woken, waited) =
                self.changed.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if waited.timed_out() && state.jobs.is_empty() {
                break;
            }
        }
        state.threads -= 1;
        None
    }
}
