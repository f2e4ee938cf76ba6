//! The part of a request that is still to be sent.

use std::fmt;
use std::io::{self, ErrorKind, Write};

use bytes::Bytes;
use picsellia_core::BodyPieces;

use crate::net::Channel;
use crate::outgoing::Outgoing;

/// What is left of a request's head and body.
pub(crate) struct Unsent {
    /// What is written next: first the head with the beginning of the body, so that a small request is one packet.
    piece: Bytes,
    /// A piece of the body that waits for the one before.
    rest: Bytes,
    pieces: BodyPieces,
    flushed: bool,
}

/// How much of the body goes with the head.
const WITH_HEAD: usize = 64 * 1024;

/// How much is written before it is looked whether an answer has come.
const PIECE: usize = 1024 * 1024;

/// The body could not be read: told apart from what goes wrong on the network.
#[derive(Debug)]
pub(crate) struct Unreadable(io::Error);

impl Unsent {
    pub(crate) fn new(outgoing: &Outgoing) -> Result<Self, Unreadable> {
        let mut pieces = outgoing.body.pieces().map_err(Unreadable)?;
        let mut rest = pieces.next().transpose().map_err(Unreadable)?.unwrap_or_default();
        let with_head = rest.split_to(rest.len().min(WITH_HEAD));
        let mut piece = Vec::with_capacity(outgoing.head.len() + with_head.len());
        piece.extend_from_slice(&outgoing.head);
        piece.extend_from_slice(&with_head);
        Ok(Self { piece: piece.into(), rest, pieces, flushed: false })
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.has_more() && self.flushed
    }

    fn has_more(&self) -> bool {
        !self.piece.is_empty() || !self.rest.is_empty() || self.pieces.left() > 0
    }

    /// Makes sure of a piece to write, while there is one. [`Unreadable`] where it cannot be read.
    fn advance(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            self.piece = std::mem::take(&mut self.rest);
        }
        if self.piece.is_empty()
            && let Some(next) = self.pieces.next()
        {
            self.piece = next.map_err(|error| io::Error::other(Unreadable(error)))?;
        }
        Ok(())
    }

    /// Sends all, or as much as the other side takes before it answers.
    pub(crate) fn send(&mut self, channel: &mut Box<dyn Channel>) -> io::Result<()> {
        while !self.is_empty() {
            self.advance()?;
            let written = if self.piece.is_empty() {
                channel.flush().map(|()| self.flushed = true)
            } else {
                let length = self.piece.len().min(PIECE);
                channel.write(&self.piece[..length]).map(|count| drop(self.piece.split_to(count)))
            };
            let stuck = match written {
                Ok(()) => false,
                Err(error) if error.kind() == ErrorKind::WouldBlock => true,
                Err(error) => return Err(error),
            };
            if (stuck || self.has_more()) && channel.is_answering() {
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
