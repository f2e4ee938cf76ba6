use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// A pool of buffers for bodies: the buffer of a body that was sent serves the next one.
///
/// Give it to [`MonitorRequest::encode_with`](crate::MonitorRequest::encode_with). Clones share the
/// pool, which keeps at most 8 MiB. Buffers are not cleared in between, so one pool belongs to one
/// client: `picsellia_deploy` has one for each.
///
/// A large buffer that is allocated anew has to be cleared, and the system maps its pages while it
/// is written. With a kept buffer, the base64 of an image of 2 MB takes 54 to 62 µs. Without one it
/// takes 75 to 81 µs, on a virtual machine with Zen 4 cores. The benchmark `p3_body` compares whole
/// bodies.
#[derive(Clone, Default)]
pub struct BodyBuffers(Arc<Mutex<Vec<Vec<u8>>>>);

/// Smaller buffers are not kept, because an allocator is as fast.
const SMALL: usize = 8 * 1024;

/// The number of bytes that are kept at most. The oldest buffers are freed first.
const MOST: usize = 8 * 1024 * 1024;

impl BodyBuffers {
    /// Creates an empty pool.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a buffer of at least `room` bytes, with any content.
    pub(crate) fn take(&self, room: usize) -> Vec<u8> {
        // A much larger buffer is left for a body that needs it.
        let fits = |buffer: &Vec<u8>| (room..=room.saturating_mul(4)).contains(&buffer.len());
        if room >= SMALL {
            let mut kept = self.lock();
            if let Some(newest) = kept.iter().rposition(fits) {
                return kept.remove(newest);
            }
        }
        vec![0; room]
    }

    /// Returns the first `length` bytes of a buffer, which comes back when nobody holds them
    /// anymore.
    pub(crate) fn lend(&self, mut buffer: Vec<u8>, length: usize) -> Bytes {
        if buffer.len() < SMALL {
            buffer.truncate(length);
            return buffer.into();
        }
        Bytes::from_owner(Lent { buffer, length, pool: self.clone() })
    }

    fn keep(&self, buffer: Vec<u8>) {
        let mut freed = Vec::new();
        let mut kept = self.lock();
        kept.push(buffer);
        while kept.iter().map(Vec::len).sum::<usize>() > MOST {
            freed.push(kept.remove(0));
        }
        drop(kept);
        // Memory is freed without the lock.
        drop(freed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        // Nothing can panic while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for BodyBuffers {
    /// Shows the sizes of the buffers. Their content is that of bodies.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().iter().map(Vec::len)).finish()
    }
}

struct Lent {
    buffer: Vec<u8>,
    length: usize,
    pool: BodyBuffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.pool.keep(std::mem::take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pool: &BodyBuffers) -> Vec<usize> {
        pool.lock().iter().map(Vec::len).collect()
    }

    #[test]
    fn a_buffer_comes_back_when_the_last_clone_of_its_bytes_is_dropped() {
        let pool = BodyBuffers::new();
        let mut buffer = pool.take(100_000);
        buffer[..8].copy_from_slice(b"an image");
        let bytes = pool.lend(buffer, 8);
        let part = bytes.slice(3..);
        drop(bytes);
        assert_eq!(part, "image");
        assert!(kept(&pool).is_empty());
        drop(part);
        assert_eq!(kept(&pool), [100_000]);
        assert_eq!(pool.clone().take(90_000).len(), 100_000, "clones share the pool");
        assert!(kept(&pool).is_empty());
    }

    #[test]
    fn small_buffers_and_more_than_the_limit_are_not_kept() {
        let pool = BodyBuffers::new();
        for room in [1_000, MOST + 1] {
            let bytes = pool.lend(pool.take(room), 10);
            assert_eq!(bytes.len(), 10);
        }
        assert!(kept(&pool).is_empty());
        let taken: Vec<_> = [3, 4, 2].map(|millions| pool.take(millions * 1_000_000)).into();
        taken.into_iter().for_each(|buffer| drop(pool.lend(buffer, 7)));
        assert_eq!(kept(&pool), [4_000_000, 2_000_000], "the oldest is freed");
        assert_eq!(pool.take(100_000).len(), 100_000, "the kept ones are much too large for this");
        assert_eq!(pool.take(1_500_000).len(), 2_000_000);
    }

    #[test]
    fn bytes_outlive_the_pool_and_debug_shows_no_content() {
        let pool = BodyBuffers::new();
        let mut buffer = pool.take(100_000);
        buffer[..6].copy_from_slice(b"secret");
        let bytes = pool.lend(buffer, 6);
        let again = pool.lend(pool.take(50_000), 1);
        drop(again);
        assert_eq!(format!("{pool:?}"), "[50000]");
        drop(pool);
        assert_eq!(bytes, "secret");
    }
}
