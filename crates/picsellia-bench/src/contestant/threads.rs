use std::thread;
use std::time::Instant;

use super::Contestant;
use crate::Failure;

/// A client that sends one prediction at a time, on the calling thread.
pub(super) trait BlockingClient: Sync {
    fn send(&self) -> Result<(), Failure>;
}

/// A client that several threads share. Each sends one prediction after another.
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

/// Calls each of `sends` in its own thread until `end`, at least once. Returns the number of calls.
pub(super) fn each_in_a_thread<S>(sends: impl Iterator<Item = S>, end: Instant) -> Result<u64, Failure>
where
    S: FnMut() -> Result<(), Failure> + Send,
{
    let send_repeatedly = |mut send: S| -> Result<u64, Failure> {
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
        let threads: Vec<_> = sends.map(|send| scope.spawn(move || send_repeatedly(send))).collect();
        let mut count = 0;
        for thread in threads {
            count += thread.join().map_err(|_| "a thread of a contestant panicked")??;
        }
        Ok(count)
    })
}
