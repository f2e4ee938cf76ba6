use bytes::Bytes;
use std::io::{self, Read};

use super::stream::Stream;
use crate::peer::RecordedRequest;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// Reads requests from a connection.
pub(super) struct RequestReader {
    stream: Stream,
    buffered: Vec<u8>,
}

impl RequestReader {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, buffered: Vec::new() }
    }

    /// Waits until there is something to read. Fails if the connection has ended.
    pub(super) fn wait(&mut self) -> io::Result<()> {
        if self.buffered.is_empty() { self.more() } else { Ok(()) }
    }

    /// Reads whatever has arrived.
    pub(super) fn anything(&mut self) -> io::Result<Vec<u8>> {
        self.wait()?;
        Ok(std::mem::take(&mut self.buffered))
    }

    /// Returns what has arrived and was not read yet.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buffered)
    }

    /// Reads up to the end of the head.
    pub(super) fn head(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = find(&self.buffered, END_OF_HEAD) {
                return self.take(end + END_OF_HEAD.len());
            }
            self.more()?;
        }
    }

    /// Reads the next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.buffered.len() < count {
            self.more()?;
        }
        let rest = self.buffered.split_off(count);
        Ok(std::mem::replace(&mut self.buffered, rest))
    }

    /// Reads the next `count` bytes and discards them.
    pub(super) fn skip(&mut self, mut count: usize) -> io::Result<()> {
        while count > 0 {
            self.wait()?;
            let arrived = self.buffered.len().min(count);
            self.buffered.drain(..arrived);
            count -= arrived;
        }
        Ok(())
    }

    /// Reads a chunked body, and returns its bytes undecoded.
    pub(super) fn chunked(&mut self) -> io::Result<Vec<u8>> {
        const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
        loop {
            if let Some(end) = find(&self.buffered, LAST_CHUNK) {
                return self.take(end + LAST_CHUNK.len());
            }
            self.more()?;
        }
    }

    fn more(&mut self) -> io::Result<()> {
        let mut piece = [0; 64 * 1024];
        match self.stream.read(&mut piece)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.buffered.extend_from_slice(&piece[..count]);
                Ok(())
            }
        }
    }
}

/// Parses a request leniently, because a peer records whatever a transport sends.
pub(super) fn parse(raw: &[u8]) -> RecordedRequest {
    let end = find(raw, END_OF_HEAD).unwrap_or(raw.len());
    let mut lines =
        raw[..end].split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let mut words = first.split(' ');
    let headers = lines.filter_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        Some((name, line[colon + 1..].trim_ascii().to_vec()))
    });
    RecordedRequest {
        method: words.next().unwrap_or_default().to_owned(),
        target: words.next().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: Bytes::copy_from_slice(raw.get(end + END_OF_HEAD.len()..).unwrap_or_default()),
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}
