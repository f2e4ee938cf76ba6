use std::future::poll_fn;
use std::sync::Mutex;
use std::task::{Poll, Waker};

use super::lock;

/// What a peer has received.
#[derive(Debug, Default)]
pub(super) struct Journal(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    connections: usize,
    requests: Vec<Vec<u8>>,
    waiting: Vec<Waker>,
}

/// The position of one request in the journal.
#[derive(Clone, Copy)]
pub(super) struct Entry(usize);

impl Journal {
    pub(super) fn connected(&self) {
        lock(&self.0).connections += 1;
    }

    /// Adds a request whose head has arrived.
    pub(super) fn head(&self, head: Vec<u8>) -> Entry {
        let mut seen = lock(&self.0);
        seen.requests.push(head);
        seen.waiting.drain(..).for_each(Waker::wake);
        Entry(seen.requests.len() - 1)
    }

    pub(super) fn body(&self, entry: Entry, bytes: &[u8]) {
        lock(&self.0).requests[entry.0].extend_from_slice(bytes);
    }

    pub(super) fn connections(&self) -> usize {
        lock(&self.0).connections
    }

    pub(super) fn requests(&self) -> Vec<Vec<u8>> {
        lock(&self.0).requests.clone()
    }

    pub(super) fn heads(&self, count: usize) -> impl Future<Output = ()> + '_ {
        poll_fn(move |context| {
            let mut seen = lock(&self.0);
            if seen.requests.len() >= count {
                return Poll::Ready(());
            }
            seen.waiting.push(context.waker().clone());
            Poll::Pending
        })
    }
}
