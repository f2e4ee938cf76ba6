//! Buffers of bodies that were sent, kept for the next ones.
//!
//! A fresh large buffer faults its pages in while it is written, which costs more than what is written there: an allocator
//! gives such ones back to the system. And a buffer whose bytes count as written need not be cleared to be written to.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Those of this process.
pub(crate) static BUFFERS: Buffers = Buffers(Mutex::new(Vec::new()));

/// Below this an allocator is as good.
const SMALL: usize = 8 * 1024;

/// The most that is kept, in bytes.
const MOST: usize = 8 * 1024 * 1024;

/// The oldest first. Together they have at most [`MOST`] bytes.
pub(crate) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// A buffer of at least so many bytes, whatever they are.
    pub(crate) fn take(&self, room: usize) -> Vec<u8> {
        // One that is much larger is left for who needs it.
        let fits = |buffer: &Vec<u8>| (room..=room.saturating_mul(4)).contains(&buffer.len());
        if room >= SMALL {
            let mut kept = self.lock();
            if let Some(newest) = kept.iter().rposition(fits) {
                return kept.remove(newest);
            }
        }
        vec![0; room]
    }

    /// The first bytes of a buffer, which is kept once nobody holds them.
    pub(crate) fn lend(&'static self, mut buffer: Vec<u8>, length: usize) -> Bytes {
        if buffer.len() < SMALL {
            buffer.truncate(length);
            return buffer.into();
        }
        Bytes::from_owner(Lent { buffer, length, home: self })
    }

    fn keep(&self, buffer: Vec<u8>) {
        let mut freed = Vec::new();
        let mut kept = self.lock();
        kept.push(buffer);
        while kept.iter().map(Vec::len).sum::<usize>() > MOST {
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
    length: usize,
    home: &'static Buffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.length]
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
        buffers.lock().iter().map(Vec::len).collect()
    }

    #[test]
    fn a_buffer_comes_back_when_the_last_clone_of_its_bytes_goes() {
        static HERE: Buffers = Buffers(Mutex::new(Vec::new()));
        let mut buffer = HERE.take(100_000);
        buffer[..8].copy_from_slice(b"an image");
        let bytes = HERE.lend(buffer, 8);
        let part = bytes.slice(3..);
        drop(bytes);
        assert_eq!(part, "image");
        assert!(kept(&HERE).is_empty());
        drop(part);
        assert_eq!(kept(&HERE), [100_000]);
        assert_eq!(HERE.take(90_000).len(), 100_000);
        assert!(kept(&HERE).is_empty());
    }

    #[test]
    fn small_ones_and_more_than_the_most_are_not_kept() {
        static HERE: Buffers = Buffers(Mutex::new(Vec::new()));
        for room in [1_000, MOST + 1] {
            let bytes = HERE.lend(HERE.take(room), 10);
            assert_eq!(bytes.len(), 10);
        }
        assert!(kept(&HERE).is_empty());
        let taken: Vec<_> = [3, 4, 2].map(|millions| HERE.take(millions * 1_000_000)).into();
        taken.into_iter().for_each(|buffer| drop(HERE.lend(buffer, 7)));
        assert_eq!(kept(&HERE), [4_000_000, 2_000_000], "the oldest goes");
        assert_eq!(HERE.take(100_000).len(), 100_000, "they are much too large for this");
        assert_eq!(HERE.take(1_500_000).len(), 2_000_000);
    }
}
