use bytes::Bytes;

use super::Sink;
use super::digits::{SMALL, four_digits};
use crate::base64;
use crate::buffers::BUFFERS;
use crate::number::Score;

/// Writes a body into a buffer, which does not grow if a [`LengthBound`](super::LengthBound) has measured the same body.
pub(crate) struct BodyWriter {
    /// The bytes after the written ones are left over from an earlier body.
    buffer: Vec<u8>,
    written: usize,
}

impl BodyWriter {
    /// Creates a writer with room for this number of bytes, for [`into_bytes`](Self::into_bytes).
    pub(crate) fn new(room: usize) -> Self {
        Self { buffer: BUFFERS.take(room), written: 0 }
    }

    /// Creates a writer with room for this number of bytes, for [`into_vec`](Self::into_vec). Its buffer is not one of
    /// the pool, because it is given away.
    pub(crate) fn apart(room: usize) -> Self {
        Self { buffer: vec![0; room], written: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.written
    }

    /// Returns the written bytes. Their buffer serves the next body once nobody holds it.
    pub(crate) fn into_bytes(self) -> Bytes {
        BUFFERS.lend(self.buffer, self.written)
    }

    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        self.buffer.truncate(self.written);
        self.buffer
    }

    /// Returns the place of the next bytes.
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

impl Sink for BodyWriter {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.written += bytes.len();
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        // Seen as unsigned, a negative integer is a large one.
        if value.cast_unsigned() < SMALL {
            // There is no branch for each digit, and no copy of a length that is only known at run time.
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
