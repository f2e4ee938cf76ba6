use std::io::{self, BufRead};

/// The size limit of a line in bytes. It equals the limit of a request body.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Reads lines one at a time, with at most the limit in memory.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    number: u64,
    max: usize,
    buffer: Vec<u8>,
    failed: bool,
}

/// A line without its line ending.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    /// The line exceeds the limit and was skipped.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, number: 0, max: MAX_BYTES, buffer: Vec::new(), failed: false }
    }

    /// Takes the buffer for the next line.
    pub(super) fn take_buffer(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buffer)
    }

    /// Returns the buffer, to reuse its memory for the next line.
    pub(super) fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.buffer = buffer;
    }

    /// Returns the next line and its number, counted from 1. Ends after an error.
    pub(super) fn next_into<'b>(&mut self, buffer: &'b mut Vec<u8>) -> io::Result<Option<(u64, Line<'b>)>> {
        if self.failed {
            return Ok(None);
        }
        let (mut any, mut too_long) = (false, false);
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.failed = true;
                    return Err(error);
                }
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or(chunk);
            if buffer.len() + part.len() > self.max {
                too_long = true;
                buffer.clear();
            } else if !too_long {
                buffer.extend_from_slice(part);
            }
            let consumed = part.len() + usize::from(end.is_some());
            self.input.consume(consumed);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if too_long {
            return Ok(Some((self.number, Line::TooLong)));
        }
        let line = buffer.as_slice();
        // Some Windows tools write a byte order mark at the start of a file.
        let line = if self.number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        Ok(Some((self.number, Line::Whole(line))))
    }
}

/// Returns whether a line contains only white space.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], max: usize, capacity: usize) -> Vec<Option<String>> {
        let mut lines = Lines::new(io::BufReader::with_capacity(capacity, input));
        lines.max = max;
        let mut found = Vec::new();
        loop {
            let mut buffer = lines.take_buffer();
            match lines.next_into(&mut buffer).unwrap() {
                None => return found,
                Some((number, line)) => {
                    assert_eq!(number, found.len() as u64 + 1);
                    found.push(match line {
                        Line::Whole(line) => Some(String::from_utf8(line.to_owned()).unwrap()),
                        Line::TooLong => None,
                    });
                }
            }
            lines.give_back(buffer);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_is_complete() {
        for capacity in [1, 2, 3, 7, 64] {
            let found = lines(b"ab\nabcdefgh\n\ncd", 4, capacity);
            let expected = [Some("ab"), None, Some(""), Some("cd")];
            assert_eq!(found, expected.map(|line| line.map(str::to_owned)), "capacity {capacity}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        assert_eq!(lines(b"\xef\xbb\xbf{}\n{}", 9, 64), [Some("{}".to_owned()), Some("{}".to_owned())]);
    }
}
