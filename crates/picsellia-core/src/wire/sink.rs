use std::io;

use serde::Serialize;

use crate::number::Score;

/// Receives the parts of a body, in their order.
///
/// A body is written twice: to a [`LengthBound`](super::LengthBound), which bounds its length, and
/// to a [`BodyWriter`](super::BodyWriter), which holds its bytes.
pub trait Sink: Sized {
    fn bytes(&mut self, bytes: &[u8]);
    fn integer(&mut self, value: i64);
    /// The shortest decimal that reads back as `value`, which is finite.
    fn float(&mut self, value: f64);
    fn score(&mut self, score: Score);
    fn base64(&mut self, bytes: &[u8]);

    fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        let written = serde_json::to_writer(Json(self), value);
        debug_assert!(written.is_ok(), "strings, lists and JSON objects with string keys are always written");
    }

    fn integers(&mut self, integers: &[i64]) {
        self.array(integers, |value, out| out.integer(*value));
    }

    fn array<T>(&mut self, items: &[T], mut write: impl FnMut(&T, &mut Self)) {
        self.bytes(b"[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.bytes(b",");
            }
            write(item, self);
        }
        self.bytes(b"]");
    }
}

/// A writer for `serde_json`.
struct Json<'a, S>(&'a mut S);

impl<S: Sink> io::Write for Json<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.bytes(bytes);
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.bytes(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
