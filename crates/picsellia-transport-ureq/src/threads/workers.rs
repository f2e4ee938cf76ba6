//! Threads that come with the work and go without it.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The most threads of a transport. Work beyond waits for one to be free.
const MAX_THREADS: usize = 64;

/// How long a thread waits for more work.
const IDLE: Duration = Duration::from_secs(15);

type Job = Box<dyn FnOnce() + Send>;

/// Runs jobs on threads. Dropped, it lets the running ones end.
pub(crate) struct Workers(Arc<Shared>);

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

/// The system gives no thread, and none runs that could take the work.
#[derive(Debug)]
pub(crate) struct NoThread;

impl Workers {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    /// Has `job` run on a thread.
    pub(crate) fn run(&self, job: impl FnOnce() + Send + 'static) -> Result<(), NoThread> {
        let mut state = self.0.lock();
        if state.idle <= state.jobs.len() && state.threads < MAX_THREADS {
            let shared = Arc::clone(&self.0);
            let spawned =
                thread::Builder::new().name("picsellia-ureq".to_owned()).spawn(move || shared.work());
            match spawned {
                Ok(_) => state.threads += 1,
                Err(_) if state.threads == 0 => return Err(NoThread),
                // Those that run will come to it.
                Err(_) => {}
            }
        }
        state.jobs.push_back(Box::new(job));
        drop(state);
        self.0.changed.notify_one();
        Ok(())
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
            // A job that panics leaves its future without a value, which that tells.
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    }

    /// The next job. `None` ends the thread, which is then not counted any more.
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

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").field("threads", &self.0.lock().threads).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_job_that_panics_does_not_take_its_thread_along() {
        let workers = Workers::new();
        let (sender, receiver) = channel();
        workers.run(resume_silently).expect("a thread");
        for index in 0..3 {
            let sender = sender.clone();
            workers.run(move || sender.send(index).expect("somebody waits")).expect("a thread");
        }
        let mut came: Vec<i32> = receiver.iter().take(3).collect();
        came.sort_unstable();
        assert_eq!(came, [0, 1, 2]);
    }

    /// A panic without a message on the test's output.
    fn resume_silently() {
        std::panic::resume_unwind(Box::new("a job panics"));
    }

    #[test]
    fn every_job_runs_where_there_are_more_than_threads() {
        let workers = Workers::new();
        let (sender, receiver) = channel();
        for index in 0..10 * MAX_THREADS {
            let sender = sender.clone();
            workers.run(move || sender.send(index).expect("somebody waits")).expect("a thread");
        }
        assert!(workers.0.lock().threads <= MAX_THREADS);
        let mut came: Vec<_> = receiver.iter().take(10 * MAX_THREADS).collect();
        came.sort_unstable();
        assert!(came.into_iter().eq(0..10 * MAX_THREADS));
    }
}
