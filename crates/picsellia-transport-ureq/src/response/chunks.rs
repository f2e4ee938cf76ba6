//! A body in chunks (RFC 9112, 7.1).

/// Takes a body out of its chunks, as they come.
#[derive(Debug, Default)]
pub(super) struct Chunks(State);

#[derive(Debug, Default)]
enum State {
    #[default]
    Size,
    Data(u64),
    AfterData,
    Trailer,
    Done,
}

/// What stands where a chunk should is none.
#[derive(Debug)]
pub(super) struct NoChunk;

/// The longest line of a size or of a trailer.
const MAX_LINE: usize = 8 * 1024;

impl Chunks {
    pub(super) fn is_done(&self) -> bool {
        matches!(self.0, State::Done)
    }

    /// Looks at `bytes`, and gives how many of them are used up and which of those are the body's.
    ///
    /// Nothing used up means that more has to come first.
    pub(super) fn step<'a>(&mut self, bytes: &'a [u8]) -> Result<(usize, &'a [u8]), NoChunk> {
        match self.0 {
            State::Size => {
                let Some((line, used)) = line(bytes)? else { return Ok((0, &[])) };
                let size = size(line).ok_or(NoChunk)?;
                self.0 = if size == 0 { State::Trailer } else { State::Data(size) };
                Ok((used, &[]))
            }
            State::Data(left) => {
                let count = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                let left = left - count as u64;
                self.0 = if left == 0 { State::AfterData } else { State::Data(left) };
                Ok((count, &bytes[..count]))
            }
            State::AfterData => {
                let Some((line, used)) = line(bytes)? else { return Ok((0, &[])) };
                if !line.is_empty() {
                    return Err(NoChunk);
                }
                self.0 = State::Size;
                Ok((used, &[]))
            }
            State::Trailer => {
                let Some((line, used)) = line(bytes)? else { return Ok((0, &[])) };
                if line.is_empty() {
                    self.0 = State::Done;
                }
                Ok((used, &[]))
            }
            State::Done => Ok((0, &[])),
        }
    }
}

/// The first line without its end, and its length with it.
fn line(bytes: &[u8]) -> Result<Option<(&[u8], usize)>, NoChunk> {
    match bytes.iter().position(|&byte| byte == b'\n') {
        Some(end) if end < MAX_LINE => {
            let line = bytes[..end].strip_suffix(b"\r").ok_or(NoChunk)?;
            Ok(Some((line, end + 1)))
        }
        None if bytes.len() < MAX_LINE => Ok(None),
        _ => Err(NoChunk),
    }
}

/// The size of a chunk, without its extensions.
fn size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|&byte| byte == b';').next()?.trim_ascii();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body, whether it is whole, and how many bytes are left over; `None` where a chunk is none.
    fn read(bytes: &[u8], at_once: usize) -> Option<(Vec<u8>, bool, usize)> {
        let (mut chunks, mut body, mut held, mut come) = (Chunks::default(), Vec::new(), Vec::new(), 0);
        loop {
            let (used, data) = chunks.step(&held).ok()?;
            body.extend_from_slice(data);
            held.drain(..used);
            if used == 0 {
                let next = &bytes[come..bytes.len().min(come + at_once)];
                if next.is_empty() || chunks.is_done() {
                    return Some((body, chunks.is_done(), held.len()));
                }
                come += next.len();
                held.extend_from_slice(next);
            }
        }
    }

    #[test]
    fn chunks_are_read_however_they_come() {
        let whole = b"3\r\n{\"i\r\nA;note=x\r\nd\":1234567\r\n0\r\ntrailer: x\r\n\r\n";
        for at_once in [1, 2, 3, 7, 1000] {
            assert_eq!(read(whole, at_once), Some((b"{\"id\":1234567".to_vec(), true, 0)));
        }
        assert_eq!(read(b"1\r\na\r\n0\r\n\r\nrest", 1000), Some((b"a".to_vec(), true, 4)));
        assert_eq!(read(b"5\r\nab", 1), Some((b"ab".to_vec(), false, 0)));
        assert_eq!(read(b"ffffffffffffffff\r\nab", 1), Some((b"ab".to_vec(), false, 0)));
    }

    proptest::proptest! {
        /// Whatever comes is a body, the beginning of one, or none; and it does not matter in which pieces it comes.
        #[test]
        fn any_bytes_are_judged_alike_in_any_pieces(
            bytes in "([0-9a-f]{1,3}|[ -~]{0,3}|\r\n|0\r\n){0,12}",
            at_once in 1_usize..20,
        ) {
            let whole = read(bytes.as_bytes(), usize::MAX >> 1);
            let pieces = read(bytes.as_bytes(), at_once);
            let body = |read: Option<(Vec<u8>, bool, usize)>| read.map(|(body, done, _)| (body, done));
            proptest::prop_assert_eq!(body(whole), body(pieces));
        }
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        for bytes in [
            b"x\r\n".as_slice(),
            b"-1\r\n",
            b"+1\r\na\r\n",
            b"\r\n",
            b"1\r\nab\r\n",
            b"1\na\r\n",
            b"10000000000000000\r\n",
            b"1 1\r\n",
            &[b'0'; MAX_LINE],
        ] {
            assert_eq!(read(bytes, 1000), None, "{bytes:?}");
        }
    }
}
