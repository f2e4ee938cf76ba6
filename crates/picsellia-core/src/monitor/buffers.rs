//! Buffers of bodies that were sent, kept for the next ones.
//!
//! Where bodies are made on one thread and freed on another, an allocator gives large ones back to the system, and a fresh
//! one faults its pages in while it is written: with eight of 2 MB in flight that cost a sixth of the client's CPU time and
//! half as much memory again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Those of this process.
pub(super) static BUFFERS: Buffers = Buffers(Mutex::new(Vec::new()));

/// What allocators keep by themselves.
const SMALL: usize = 64 * 1024;

/// The most that is kept, in bytes.
const MOST: usize = 8 * 1024 * 1024;

/// The oldest first. Together they have at most [`MOST`] bytes.
pub(super) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// An empty buffer with room for so many bytes.
    pub(super) fn take(&self, room: usize) -> Vec<u8> {
        // One that is much larger is left for who needs it.
        let fits = |buffer: &Vec<u8>| (room..=room.saturating_mul(4)).contains(&buffer.capacity());
        if room >= SMALL {
            let mut kept = self.lock();
            if let Some(newest) = kept.iter().rposition(fits) {
                return kept.remove(newest);
            }
        }
        Vec::with_capacity(room)
    }

    /// The bytes of a buffer, which is kept once nobody holds them.
    pub(super) fn lend(&'static self, buffer: Vec<u8>) -> Bytes {
        if buffer.capacity() < SMALL {
            return buffer.into();
        }
        Bytes::from_owner(Lent { buffer, home: self })
    }

    fn keep(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        let mut freed = Vec::new();
        let mut kept = self.lock();
        kept.push(buffer);
        while kept.iter().map(Vec::capacity).sum::<usize>() > MOST {
            freed.push(kept.remove(0));
        }
        drop(kept);
        // Only now, without the lock.
        drop(freed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        // Nothing can panic while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Lent {
    buffer: Vec<u8>,
    home: &'static Buffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.home.keep(std::mem::take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(buffers: &Buffers) -> Vec<usize> {
        buffers.lock().iter().map(Vec::capacity).collect()
    }

    #[test]
    fn a_buffer_comes_back_when_the_last_clone_of_its_bytes_goes() {
        static HERE: Buffers = Buffers(Mutex::new(Vec::new()));
        let mut buffer = HERE.take(100_000);
        buffer.extend_from_slice(b"an image");
        let bytes = HERE.lend(buffer);
        let part = bytes.slice(3..);
        drop(bytes);
        assert_eq!(part, "image");
        assert!(kept(&HERE).is_empty());
        drop(part);
        assert_eq!(kept(&HERE), [100_000]);
        assert!(HERE.take(90_000).is_empty(), "nothing of the old bytes is left in it");
        assert!(kept(&HERE).is_empty());
    }

    #[test]
    fn small_ones_and_more_than_the_most_are_not_kept() {
        static HERE: Buffers = Buffers(Mutex::new(Vec::new()));
        drop(HERE.lend(HERE.take(1_000)));
        drop(HERE.lend(HERE.take(MOST + 1)));
        assert!(kept(&HERE).is_empty());
        let taken: Vec<_> = [3, 4, 2].map(|millions| HERE.take(millions * 1_000_000)).into();
        taken.into_iter().for_each(|buffer| drop(HERE.lend(buffer)));
        assert_eq!(kept(&HERE), [4_000_000, 2_000_000], "the oldest goes");
        assert_eq!(HERE.take(100_000).capacity(), 100_000, "they are much too large for this");
        assert_eq!(HERE.take(1_500_000).capacity(), 2_000_000);
    }
}
