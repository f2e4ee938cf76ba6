use std::thread;
use std::time::Instant;

use super::Contestant;
use crate::Failure;

/// Sends one prediction, on the thread that calls.
pub(super) trait BlockingClient: Sync {
    fn send(&self) -> Result<(), Failure>;
}

/// A client whose predictions are sent by threads, each one after the other.
pub(super) struct InThreads<C> {
    pub(super) client: C,
    pub(super) in_flight: usize,
}

impl<C: BlockingClient> Contestant for InThreads<C> {
    fn send_until(&mut self, end: Instant) -> Result<u64, Failure> {
        let client = &self.client;
        each_in_a_thread((0..self.in_flight).map(|_| || client.send()), end)
    }
}

/// Calls each of `sends` in a thread of its own until the time has come, and at least once. Gives how many calls there were.
pub(super) fn each_in_a_thread<S>(sends: impl Iterator<Item = S>, end: Instant) -> Result<u64, Failure>
where
    S: FnMut() -> Result<(), Failure> + Send,
{
    let one_after_the_other = |mut send: S| -> Result<u64, Failure> {
        let mut count = 0;
        loop {
            send()?;
            count += 1;
            if Instant::now() >= end {
                return Ok(count);
            }
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = sends.map(|send| scope.spawn(move || one_after_the_other(send))).collect();
        let mut count = 0;
        for thread in threads {
            count += thread.join().map_err(|_| "a thread of a contestant panicked")??;
        }
        Ok(count)
    })
}
