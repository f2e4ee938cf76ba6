use std::fmt;
use std::io::{self, Read};

use bytes::Bytes;

use super::Sourced;
use crate::buffers::BodyBuffers;

/// The size of a piece of a source that may block. With one piece being sent and the next being
/// read, a body of any size stays within 256 KiB of memory.
const READ: usize = 64 * 1024;

/// The size of a piece that is computed. Smaller pieces would wake the receiver too often.
const COMPUTED: usize = 1024 * 1024;

/// An iterator over the pieces of a body, for sending it.
///
/// A body in memory is one piece. A source is read in pieces of up to 64 KiB, or up to 1 MiB if it
/// does not [block](super::BodySource::blocks).
///
/// The iterator ends after an error. A source that does not have the stated length is an error that
/// comes before the last piece.
pub struct BodyPieces {
    /// The number of bytes that are left.
    left: u64,
    rest: Rest,
    /// The buffer of a piece that was sent serves a later one. No other body has these buffers, so
    /// that a reader that reports more than it wrote cannot send what is not its own.
    buffers: BodyBuffers,
}

enum Rest {
    Bytes(Bytes),
    Source { reader: Box<dyn Read + Send>, piece: usize },
    Nothing,
}

impl BodyPieces {
    pub(super) fn of_bytes(bytes: Bytes) -> Self {
        Self { left: bytes.len() as u64, rest: Rest::Bytes(bytes), buffers: BodyBuffers::new() }
    }

    pub(super) fn of_source(sourced: &Sourced) -> io::Result<Self> {
        let piece = if sourced.source.blocks() { READ } else { COMPUTED };
        let rest = Rest::Source { reader: sourced.source.open()?, piece };
        Ok(Self { left: sourced.length, rest, buffers: BodyBuffers::new() })
    }

    /// Returns the number of bytes that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left
    }

    fn read(reader: &mut dyn Read, piece: usize, left: u64, buffers: &BodyBuffers) -> io::Result<Bytes> {
        let length = usize::try_from(left).unwrap_or(piece).min(piece);
        let mut buffer = buffers.take(length);
        reader.read_exact(&mut buffer[..length])?;
        if left == length as u64 && !ends(reader)? {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the body is longer than its stated length",
            ));
        }
        Ok(buffers.lend(buffer, length))
    }
}

/// Returns whether the reader is at its end.
fn ends(reader: &mut dyn Read) -> io::Result<bool> {
    loop {
        match reader.read(&mut [0]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map(|count| count == 0),
        }
    }
}

impl Iterator for BodyPieces {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let piece = match &mut self.rest {
            Rest::Nothing => return None,
            Rest::Bytes(bytes) => Ok(std::mem::take(bytes)),
            Rest::Source { reader, piece } => Self::read(reader, *piece, self.left, &self.buffers),
        };
        match &piece {
            Ok(bytes) => self.left -= bytes.len() as u64,
            Err(_) => self.rest = Rest::Nothing,
        }
        Some(piece)
    }
}

impl fmt::Debug for BodyPieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyPieces").field("left", &self.left).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Body, BodySource};

    /// A source whose stated length differs from its number of bytes.
    struct Source {
        stated: u64,
        has: usize,
        blocks: bool,
    }

    impl BodySource for Source {
        fn len(&self) -> u64 {
            self.stated
        }

        fn blocks(&self) -> bool {
            self.blocks
        }

        fn open(&self) -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(io::Cursor::new((0..self.has).map(|index| (index % 251) as u8).collect::<Vec<_>>())))
        }
    }

    /// Sources that block and sources that do not, with the largest piece of each.
    const KINDS: [(bool, usize); 2] = [(true, READ), (false, COMPUTED)];

    #[test]
    fn a_source_is_read_in_pieces_for_each_attempt() {
        for (blocks, most) in KINDS {
            for length in [0, 1, most - 1, most, most + 1, 3 * most + 7] {
                let body = Body::from_source(Source { stated: length as u64, has: length, blocks });
                let mut once = Vec::new();
                for piece in body.pieces().unwrap() {
                    let piece = piece.unwrap();
                    assert!(!piece.is_empty() && piece.len() <= most);
                    once.extend_from_slice(&piece);
                }
                assert_eq!(once.len(), length);
                assert_eq!(body.to_bytes().unwrap(), once);
            }
        }
    }

    #[test]
    fn a_source_of_another_length_than_stated_never_returns_its_last_piece() {
        for (blocks, most) in KINDS {
            for (stated, has) in [(10, 9), (9, 10), (10, 0), (3 * most, 2 * most), (2 * most, 2 * most + 1)] {
                let body = Body::from_source(Source { stated: stated as u64, has, blocks });
                let mut given = 0;
                let mut pieces = body.pieces().unwrap();
                let error = pieces.by_ref().find_map(|piece| match piece {
                    Ok(piece) => {
                        given += piece.len();
                        None
                    }
                    Err(error) => Some(error.kind()),
                });
                assert!(error.is_some() && given < stated, "{stated} and {has}");
                assert!(pieces.next().is_none(), "an error ends the iteration");
            }
        }
    }

    /// A reader that reports more bytes than it wrote.
    struct Lying;

    impl Read for Lying {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            Ok(buffer.len())
        }
    }

    impl BodySource for Lying {
        fn len(&self) -> u64 {
            20_000
        }

        fn open(&self) -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(Lying.take(20_000)))
        }
    }

    #[test]
    fn a_reader_that_writes_nothing_sends_no_bytes_of_another_body() {
        let request = Body::from_source(Source { stated: 20_000, has: 20_000, blocks: true });
        drop(request.to_bytes().unwrap());
        let sent = Body::from_source(Lying).to_bytes().unwrap();
        assert!(sent.iter().all(|&byte| byte == 0));
    }
}
