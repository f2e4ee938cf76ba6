use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use picsellia_core::{Body, BodyPieces};
use tokio::task::{JoinHandle, spawn_blocking};

/// A body while it is sent: its pieces, read on threads that may block where they come from a source.
pub struct Pieces {
    stage: Stage,
    /// The bytes that are still to come.
    left: u64,
}

enum Stage {
    /// What is in memory is a piece by itself.
    Ready(Bytes),
    /// In a mutex, so that this is `Sync` where a reader is not.
    Between(Mutex<BodyPieces>),
    Reading(JoinHandle<io::Result<(Bytes, BodyPieces)>>),
    Ended,
}

impl Pieces {
    /// Begins to read a body, within a runtime.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        let stage = match body.as_bytes() {
            Some(bytes) => Stage::Ready(bytes.clone()),
            None => {
                let body = body.clone();
                Stage::Reading(spawn_blocking(move || next(body.pieces()?)))
            }
        };
        Self { stage, left: body.len() }
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
        if let Stage::Between(_) = &self.stage
            && let Stage::Between(pieces) = std::mem::replace(&mut self.stage, Stage::Ended)
        {
            let pieces = pieces.into_inner().unwrap_or_else(PoisonError::into_inner);
            self.stage = Stage::Reading(spawn_blocking(move || next(pieces)));
        }
        let read = match &mut self.stage {
            Stage::Ready(bytes) => Ok((std::mem::take(bytes), Stage::Ended)),
            Stage::Reading(reading) => {
                let read = ready!(Pin::new(reading).poll(context));
                let read = read.unwrap_or_else(|error| Err(io::Error::other(error)));
                read.map(|(piece, pieces)| (piece, Stage::Between(Mutex::new(pieces))))
            }
            Stage::Between(_) | Stage::Ended => return Poll::Ready(None),
        };
        Poll::Ready(Some(match read {
            Ok((piece, stage)) => {
                self.stage = stage;
                self.left -= piece.len() as u64;
                Ok(piece)
            }
            Err(error) => {
                self.stage = Stage::Ended;
                Err(Unreadable(error))
            }
        }))
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

    struct Source {
        stated: u64,
        has: u64,
    }

    impl BodySource for Source {
        fn len(&self) -> u64 {
            self.stated
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
        let whole = Body::from_source(Source { stated: 1_000_000, has: 1_000_000 });
        assert_eq!(read(&whole).await, (1_000_000, true));
        let (came, well) = read(&Body::from_source(Source { stated: 1_000_000, has: 999_999 })).await;
        assert!(came < 1_000_000 && !well);
    }
}
