use std::io::{self, BufRead};

/// The longest line, in bytes: as long as the body of a request.
pub(super) const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The lines of an input. A line that is too long is not kept in memory.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    number: u64,
    most: usize,
    buffer: Vec<u8>,
    failed: bool,
}

/// One line, without its end.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    /// The line was skipped.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, number: 0, most: MOST_BYTES, buffer: Vec::new(), failed: false }
    }

    pub(super) fn take_buffer(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buffer)
    }

    /// Keeps the buffer of a line for the next one.
    pub(super) fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.buffer = buffer;
    }

    /// Returns the number of the next line, counted from 1, and the line. After an error there are
    /// no further lines, because their place is not known.
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
            if buffer.len() + part.len() > self.most {
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
        // Windows tools start a file with a byte order mark.
        let line = if self.number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        Ok(Some((self.number, Line::Whole(line))))
    }
}

pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], most: usize, capacity: usize) -> Vec<Option<String>> {
        let mut lines = Lines::new(io::BufReader::with_capacity(capacity, input));
        lines.most = most;
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
    fn a_line_that_is_too_long_is_passed_over_and_the_next_one_is_whole() {
        for capacity in [1, 2, 3, 7, 64] {
            let found = lines(b"ab\nabcdefgh\n\ncd", 4, capacity);
            let expected = [Some("ab"), None, Some(""), Some("cd")];
            assert_eq!(found, expected.map(|line| line.map(str::to_owned)), "capacity {capacity}");
        }
    }

    #[test]
    fn a_mark_at_the_beginning_of_the_file_is_no_part_of_it() {
        assert_eq!(lines(b"\xef\xbb\xbf{}\n{}", 9, 64), [Some("{}".to_owned()), Some("{}".to_owned())]);
    }
}
