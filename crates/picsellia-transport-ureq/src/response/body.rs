//! The body of a response.

use picsellia_core::{TransportError, TransportErrorKind};

use super::chunks::Chunks;
use super::framing::Length;
use super::head::Reader;
use crate::fault::within;
use crate::net::Channel;

/// How much is read at once.
const PIECE: usize = 16 * 1024;

/// Reads a body to its end into `body`, which never holds more than `limit` bytes.
pub(crate) fn read_body(
    reader: &mut Reader,
    channel: &mut Box<dyn Channel>,
    length: Length,
    limit: usize,
    body: &mut Vec<u8>,
) -> Result<(), TransportError> {
    match length {
        Length::Exactly(length) => exactly(reader, channel, length, limit, body),
        Length::InChunks => in_chunks(reader, channel, limit, body),
        Length::UntilTheEnd => until_the_end(reader, channel, limit, body),
    }
}

fn exactly(
    reader: &mut Reader,
    channel: &mut Box<dyn Channel>,
    length: u64,
    limit: usize,
    body: &mut Vec<u8>,
) -> Result<(), TransportError> {
    let length = usize::try_from(length).ok().filter(|length| *length <= limit);
    let length = length.ok_or_else(too_large)?;
    loop {
        let wanted = (length - body.len()).min(reader.buffered.len());
        body.extend(reader.buffered.drain(..wanted));
        if body.len() == length {
            return Ok(());
        }
        if more(reader, channel)? == 0 {
            return Err(ended());
        }
    }
}

fn in_chunks(
    reader: &mut Reader,
    channel: &mut Box<dyn Channel>,
    limit: usize,
    body: &mut Vec<u8>,
) -> Result<(), TransportError> {
    let mut chunks = Chunks::default();
    loop {
        let stepped = chunks.step(&reader.buffered);
        let (used, data) = stepped.map_err(|_| {
            TransportError::because(TransportErrorKind::Truncated, "what stands for a chunk is none")
        })?;
        append(body, data, limit)?;
        reader.buffered.drain(..used);
        if chunks.is_done() {
            return Ok(());
        }
        if used == 0 && more(reader, channel)? == 0 {
            return Err(ended());
        }
    }
}

fn until_the_end(
    reader: &mut Reader,
    channel: &mut Box<dyn Channel>,
    limit: usize,
    body: &mut Vec<u8>,
) -> Result<(), TransportError> {
    loop {
        append(body, &reader.buffered, limit)?;
        reader.buffered.clear();
        if more(reader, channel)? == 0 {
            return Ok(());
        }
    }
}

fn more(reader: &mut Reader, channel: &mut Box<dyn Channel>) -> Result<usize, TransportError> {
    reader.more(channel, PIECE).map_err(|error| within(TransportErrorKind::Truncated, &error))
}

fn append(body: &mut Vec<u8>, data: &[u8], limit: usize) -> Result<(), TransportError> {
    let room = limit - body.len();
    body.extend_from_slice(&data[..data.len().min(room)]);
    if data.len() > room { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> TransportError {
    TransportError::new(TransportErrorKind::ResponseTooLarge)
}

fn ended() -> TransportError {
    TransportError::because(TransportErrorKind::Truncated, "the connection ended")
}
