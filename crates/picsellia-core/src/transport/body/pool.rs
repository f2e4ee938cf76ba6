use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Buffers that come back once what was read into them is sent: a fresh one would cost its page faults each time.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

/// A part of a buffer, which goes back to its pool at the end.
struct Lent {
    buffer: Vec<u8>,
    length: usize,
    pool: Pool,
}

impl Pool {
    /// A buffer of this many bytes.
    pub(super) fn take(&self, size: usize) -> Vec<u8> {
        let mut buffer = self.buffers().pop().unwrap_or_default();
        buffer.resize(size, 0);
        buffer
    }

    /// The first bytes of a buffer, which comes back when they are dropped.
    pub(super) fn lend(&self, buffer: Vec<u8>, length: usize) -> Bytes {
        Bytes::from_owner(Lent { buffer, length, pool: self.clone() })
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        self.pool.buffers().push(buffer);
    }
}
