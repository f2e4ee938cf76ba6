use super::Sink;
use super::digits::{SMALL, four_digits};
use crate::base64;
use crate::number::Score;

/// Writes a body into a buffer, which does not grow if a [`LengthBound`](super::LengthBound) has
/// measured the same body.
pub(crate) struct BodyWriter {
    /// The bytes after the written ones are zero, or left over from an earlier body.
    buffer: Vec<u8>,
    written: usize,
}

impl BodyWriter {
    /// Creates a writer with room for this number of bytes.
    pub(crate) fn new(room: usize) -> Self {
        Self::over(vec![0; room])
    }

    /// Creates a writer that writes over the content of a buffer, from its start.
    pub(crate) fn over(buffer: Vec<u8>) -> Self {
        Self { buffer, written: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.written
    }

    /// Returns the written bytes.
    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        self.buffer.truncate(self.written);
        self.buffer
    }

    /// Returns the whole buffer, and how many of its bytes were written.
    pub(crate) fn into_buffer(self) -> (Vec<u8>, usize) {
        (self.buffer, self.written)
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
            // There is no branch for each digit, and no copy of a length that is only known at run
            // time.
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
