//! The part of a request that is still to be sent.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice, Write};

use bytes::{Buf, Bytes};
use picsellia_core::BodyPieces;

use crate::net::Channel;
use crate::outgoing::Outgoing;

/// What is left of a request's head and body.
pub(crate) struct Unsent {
    head: Bytes,
    /// What of the body is written next: from where it is, together with what is left of the head.
    piece: Bytes,
    pieces: BodyPieces,
    flushed: bool,
}

/// How much is written before it is looked whether a response has come.
const PIECE: usize = 1024 * 1024;

/// The body could not be read: told apart from what goes wrong on the network.
#[derive(Debug)]
pub(crate) struct Unreadable(io::Error);

impl Unsent {
    pub(crate) fn new(outgoing: &Outgoing) -> Result<Self, Unreadable> {
        let mut pieces = outgoing.body.pieces().map_err(Unreadable)?;
        let piece = pieces.next().transpose().map_err(Unreadable)?.unwrap_or_default();
        Ok(Self { head: outgoing.head.clone(), piece, pieces, flushed: false })
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.has_more() && self.flushed
    }

    fn has_more(&self) -> bool {
        !self.head.is_empty() || !self.piece.is_empty() || self.pieces.left() > 0
    }

    /// Writes what comes next. [`Unreadable`] where it cannot be read.
    fn write(&mut self, channel: &mut Box<dyn Channel>) -> io::Result<()> {
        if self.piece.is_empty()
            && let Some(next) = self.pieces.next()
        {
            self.piece = next.map_err(|error| io::Error::other(Unreadable(error)))?;
        }
        if self.head.is_empty() && self.piece.is_empty() {
            return channel.flush().map(|()| self.flushed = true);
        }
        let piece = &self.piece[..self.piece.len().min(PIECE)];
        let count = channel.write_vectored(&[IoSlice::new(&self.head), IoSlice::new(piece)])?;
        let of_head = count.min(self.head.len());
        self.head.advance(of_head);
        self.piece.advance(count - of_head);
        Ok(())
    }

    /// Sends all, or as much as the other side takes before it answers.
    pub(crate) fn send(&mut self, channel: &mut Box<dyn Channel>) -> io::Result<()> {
        while !self.is_empty() {
            let stuck = match self.write(channel) {
                Ok(()) => false,
                Err(error) if error.kind() == ErrorKind::WouldBlock => true,
                Err(error) => return Err(error),
            };
            if (stuck || self.has_more()) && channel.is_responding() {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Unreadable {
    /// The one that an error of [`Unsent::send`] holds.
    pub(crate) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref())
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unreadable {}
