//! What a body is written on.

use bytes::Bytes;

use super::out::{Out, SMALL, four_digits};
use crate::base64;
use crate::buffers::BUFFERS;
use crate::number::Score;

/// A buffer that is written from its start on. It does not grow where [`Bound`](super::out::Bound) has counted the same.
pub(super) struct Sheet {
    /// Behind what was written, whatever was there before.
    buffer: Vec<u8>,
    written: usize,
}

impl Sheet {
    /// With room for so many bytes, for [`into_bytes`](Self::into_bytes).
    pub(super) fn new(room: usize) -> Self {
        Self { buffer: BUFFERS.take(room), written: 0 }
    }

    /// With room for so many bytes, for [`into_vec`](Self::into_vec): a buffer that is given away is none of those that are
    /// kept.
    pub(super) fn apart(room: usize) -> Self {
        Self { buffer: vec![0; room], written: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.written
    }

    /// What was written. Its buffer serves the next body once nobody holds it.
    pub(super) fn into_bytes(self) -> Bytes {
        BUFFERS.lend(self.buffer, self.written)
    }

    pub(super) fn into_vec(mut self) -> Vec<u8> {
        self.buffer.truncate(self.written);
        self.buffer
    }

    /// The place of the next bytes.
    #[inline]
    fn room(&mut self, count: usize) -> &mut [u8] {
        let end = self.written + count;
        if end > self.buffer.len() {
            self.grow(end);
        }
        &mut self.buffer[self.written..end]
    }

    #[cold]
    fn grow(&mut self, end: usize) {
        self.buffer.resize(end.max(2 * self.buffer.len()), 0);
    }
}

impl Out for Sheet {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.written += bytes.len();
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        // A negative one is a large one here.
        if value.cast_unsigned() < SMALL {
            // Without a branch for each digit, and without a copy of a length that has to be looked at.
            let (digits, count) = four_digits(value.cast_unsigned());
            self.room(digits.len()).copy_from_slice(&digits);
            self.written += count;
        } else {
            self.bytes(itoa::Buffer::new().format(value).as_bytes());
        }
    }

    #[inline]
    fn float(&mut self, value: f64) {
        self.bytes(zmij::Buffer::new().format_finite(value).as_bytes());
    }

    #[inline]
    fn score(&mut self, score: Score) {
        self.bytes(score.format(&mut zmij::Buffer::new()).as_bytes());
    }

    fn base64(&mut self, bytes: &[u8]) {
        let room = self.room(base64::encoded_length(bytes.len()));
        self.written += base64::encode(bytes, room);
    }
}
