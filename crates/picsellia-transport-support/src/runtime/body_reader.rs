use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use picsellia_core::{Body, BodyPieces};
use tokio::task::{JoinHandle, spawn_blocking};

/// Reads a body piece by piece while it is sent. If [reading can block](Body::blocks), tokio's
/// blocking threads do it.
pub struct BodyReader {
    state: State,
    blocks: bool,
    /// The number of bytes that are still to be read.
    remaining: u64,
}

enum State {
    /// Nothing was read yet.
    Closed(Body),
    /// In a mutex, so that this type is `Sync` even if the body's reader is not.
    Open(Mutex<BodyPieces>),
    Reading(JoinHandle<io::Result<(Bytes, BodyPieces)>>),
    Ended,
}

impl BodyReader {
    /// Creates a reader of `body`. It has to be polled inside a tokio runtime.
    #[must_use]
    pub fn new(body: &Body) -> Self {
        Self { state: State::Closed(body.clone()), blocks: body.blocks(), remaining: body.len() }
    }

    /// Returns the number of bytes that are still to be read.
    #[must_use]
    pub fn remaining(&self) -> u64 {
        self.remaining
    }

    /// Polls for the next piece. Resolves to `None` at the end of the body, and after an error.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, UnreadableBody>>> {
        if self.remaining == 0 {
            return Poll::Ready(None);
        }
        let read = match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => return Poll::Ready(None),
            State::Closed(body) => self.read(context, move || next(body.pieces()?)),
            State::Open(pieces) => {
                let pieces = pieces.into_inner().unwrap_or_else(PoisonError::into_inner);
                self.read(context, move || next(pieces))
            }
            State::Reading(reading) => self.await_reading(context, reading),
        };
        let read = ready!(read);
        Poll::Ready(Some(match read {
            Ok((piece, pieces)) => {
                self.state = State::Open(Mutex::new(pieces));
                self.remaining -= piece.len() as u64;
                Ok(piece)
            }
            Err(error) => Err(UnreadableBody(error)),
        }))
    }

    /// Runs `read` here, or on a blocking thread if it can block.
    fn read(
        &mut self,
        context: &mut Context<'_>,
        read: impl FnOnce() -> io::Result<(Bytes, BodyPieces)> + Send + 'static,
    ) -> Poll<io::Result<(Bytes, BodyPieces)>> {
        if self.blocks { self.await_reading(context, spawn_blocking(read)) } else { Poll::Ready(read()) }
    }

    fn await_reading(
        &mut self,
        context: &mut Context<'_>,
        mut reading: JoinHandle<io::Result<(Bytes, BodyPieces)>>,
    ) -> Poll<io::Result<(Bytes, BodyPieces)>> {
        match Pin::new(&mut reading).poll(context) {
            Poll::Ready(read) => Poll::Ready(read.unwrap_or_else(|error| Err(io::Error::other(error)))),
            Poll::Pending => {
                self.state = State::Reading(reading);
                Poll::Pending
            }
        }
    }
}

fn next(mut pieces: BodyPieces) -> io::Result<(Bytes, BodyPieces)> {
    match pieces.next() {
        Some(piece) => Ok((piece?, pieces)),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

impl fmt::Debug for BodyReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyReader").field("remaining", &self.remaining).finish_non_exhaustive()
    }
}

/// The source of a body could not be read. The type sets it apart from errors of the network.
#[derive(Debug)]
pub struct UnreadableBody(io::Error);

impl fmt::Display for UnreadableBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for UnreadableBody {}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::io::Read;

    use picsellia_core::BodySource;

    use super::*;

    #[derive(Clone, Copy)]
    struct Source {
        stated: u64,
        actual: u64,
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
            Ok(Box::new(io::repeat(7).take(self.actual)))
        }
    }

    /// Returns the number of bytes that were read, and whether all of them could be.
    async fn read(body: &Body) -> (u64, bool) {
        let (mut reader, mut count) = (BodyReader::new(body), 0);
        loop {
            assert_eq!(reader.remaining(), body.len() - count);
            match poll_fn(|context| reader.poll_next(context)).await {
                Some(Ok(piece)) => count += piece.len() as u64,
                Some(Err(_)) => {
                    assert!(poll_fn(|context| reader.poll_next(context)).await.is_none(), "an error ends it");
                    return (count, false);
                }
                None => return (count, true),
            }
        }
    }

    #[tokio::test]
    async fn a_body_is_read_to_its_end_or_to_an_error() {
        assert_eq!(read(&Body::from(vec![1; 1_000_000])).await, (1_000_000, true));
        assert_eq!(read(&Body::empty()).await, (0, true));
        for blocks in [true, false] {
            let source = |actual| Body::from_source(Source { stated: 3_000_000, actual, blocks });
            assert_eq!(read(&source(3_000_000)).await, (3_000_000, true));
            let (count, complete) = read(&source(2_999_999)).await;
            assert!(count < 3_000_000 && !complete);
        }
    }
}
