use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use picsellia_core::{Body, BodyPieces};
use tokio::task::{JoinHandle, spawn_blocking};

/// A body while it is sent: its pieces, read on threads that may block where that [may take waiting](Body::blocks).
pub struct Pieces {
    stage: Stage,
    blocks: bool,
    /// The bytes that are still to come.
    left: u64,
}

enum Stage {
    /// Nothing was read yet.
    Closed(Body),
    /// In a mutex, so that this is `Sync` where a reader is not.
    Open(Mutex<BodyPieces>),
    Reading(JoinHandle<io::Result<(Bytes, BodyPieces)>>),
    Ended,
}

impl Pieces {
    /// The pieces of `body`. They are read within a runtime.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        Self { stage: Stage::Closed(body.clone()), blocks: body.blocks(), left: body.len() }
    }

    /// The bytes that are still to come.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left
    }

    /// The next piece, or none where all has come. An error ends it.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Unreadable>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let read = match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Ended => return Poll::Ready(None),
            Stage::Closed(body) => self.next(context, move || next(body.pieces()?)),
            Stage::Open(pieces) => {
                let pieces = pieces.into_inner().unwrap_or_else(PoisonError::into_inner);
                self.next(context, move || next(pieces))
            }
            Stage::Reading(reading) => self.await_reading(context, reading),
        };
        let read = ready!(read);
        Poll::Ready(Some(match read {
            Ok((piece, pieces)) => {
                self.stage = Stage::Open(Mutex::new(pieces));
                self.left -= piece.len() as u64;
                Ok(piece)
            }
            Err(error) => Err(Unreadable(error)),
        }))
    }

    /// What `read` gives, here or on a thread that may block.
    fn next(
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
                self.stage = Stage::Reading(reading);
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

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("left", &self.left).finish_non_exhaustive()
    }
}

/// A source that could not be read: told apart from what goes wrong on the network.
#[derive(Debug)]
pub struct Unreadable(io::Error);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unreadable {}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::io::Read;

    use picsellia_core::BodySource;

    use super::*;

    #[derive(Clone, Copy)]
    struct Source {
        stated: u64,
        has: u64,
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
            Ok(Box::new(io::repeat(7).take(self.has)))
        }
    }

    /// All that came, and whether it ended well.
    async fn read(body: &Body) -> (u64, bool) {
        let (mut pieces, mut came) = (Pieces::of(body), 0);
        loop {
            assert_eq!(pieces.left(), body.len() - came);
            match poll_fn(|context| pieces.poll_next(context)).await {
                Some(Ok(piece)) => came += piece.len() as u64,
                Some(Err(_)) => {
                    assert!(poll_fn(|context| pieces.poll_next(context)).await.is_none(), "an error ends it");
                    return (came, false);
                }
                None => return (came, true),
            }
        }
    }

    #[tokio::test]
    async fn all_of_a_body_comes_and_an_error_ends_it() {
        assert_eq!(read(&Body::from(vec![1; 1_000_000])).await, (1_000_000, true));
        assert_eq!(read(&Body::empty()).await, (0, true));
        for blocks in [true, false] {
            let source = |has| Body::from_source(Source { stated: 3_000_000, has, blocks });
            assert_eq!(read(&source(3_000_000)).await, (3_000_000, true));
            let (came, well) = read(&source(2_999_999)).await;
            assert!(came < 3_000_000 && !well);
        }
    }
}
