//! The head of a response.

use std::io::{self, ErrorKind, Read};
use std::mem::MaybeUninit;

use http::{HeaderName, HeaderValue, Response, StatusCode, Version};
use picsellia_core::{TransportError, TransportErrorKind};

use crate::fault::within;
use crate::net::Channel;

/// The largest head that is read.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;

/// Status and headers.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) response: Response<()>,
}

impl Head {
    /// Whether another response follows (RFC 9110, 15.2). After 101 none does.
    pub(crate) fn is_interim(&self) -> bool {
        let status = self.response.status();
        status.is_informational() && status != StatusCode::SWITCHING_PROTOCOLS
    }
}

/// Why there is no head.
#[derive(Debug)]
pub(crate) enum HeadFault {
    /// The connection ended or failed.
    Ended(io::Error),
    TooLarge,
    NotHttp(httparse::Error),
    /// HTTP by its form, and impossible by its content.
    Impossible,
}

impl HeadFault {
    /// The fault of an exchange: the request was on its way.
    pub(crate) fn of_service(&self) -> TransportError {
        self.of(TransportErrorKind::ConnectionLost, TransportErrorKind::Malformed)
    }

    /// The fault of a proxy before anything was sent.
    pub(crate) fn of_proxy(&self) -> TransportError {
        match self {
            Self::Ended(error) => TransportError::caused_by(TransportErrorKind::Connect, error),
            _ => self.of(TransportErrorKind::Connect, TransportErrorKind::Connect),
        }
    }

    fn of(&self, ended: TransportErrorKind, malformed: TransportErrorKind) -> TransportError {
        match self {
            Self::Ended(error) => within(ended, error),
            Self::TooLarge => {
                TransportError::because(malformed, "the head of the response is larger than 64 KiB")
            }
            Self::NotHttp(error) => TransportError::caused_by(malformed, error),
            Self::Impossible => TransportError::because(malformed, "the status of the response is none"),
        }
    }
}

/// What has come of a response and is not used yet.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(super) buffered: Vec<u8>,
    /// Whether anything was read.
    begun: bool,
}

impl Reader {
    /// Whether more has come than was asked for.
    pub(crate) fn has_rest(&self) -> bool {
        !self.buffered.is_empty()
    }

    /// Reads the next head.
    pub(crate) fn head(&mut self, channel: &mut Box<dyn Channel>) -> Result<Head, HeadFault> {
        loop {
            if let Some((head, length)) = parse(&self.buffered)? {
                self.buffered.drain(..length);
                return Ok(head);
            }
            if self.buffered.len() >= MAX_HEAD {
                return Err(HeadFault::TooLarge);
            }
            let room = MAX_HEAD - self.buffered.len();
            match self.more(channel, room) {
                Ok(0) => return Err(HeadFault::Ended(ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) => return Err(HeadFault::Ended(error)),
            }
        }
    }

    /// Reads what comes next, at most `most` bytes. None at the end.
    pub(super) fn more(&mut self, channel: &mut Box<dyn Channel>, most: usize) -> io::Result<usize> {
        // Most answers are small, and room costs what it takes to clear it.
        const FIRST: usize = 2 * 1024;
        const PIECE: usize = 16 * 1024;
        let before = self.buffered.len();
        let piece = if std::mem::replace(&mut self.begun, true) { PIECE } else { FIRST };
        self.buffered.resize(before + most.min(piece), 0);
        let read = loop {
            match channel.read(&mut self.buffered[before..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffered.truncate(before + *read.as_ref().unwrap_or(&0));
        read
    }
}

fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, HeadFault> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut parsed = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let length = match config.parse_response_with_uninit_headers(&mut parsed, bytes, &mut headers) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(HeadFault::NotHttp(error)),
    };
    let mut response = Response::new(());
    let status = parsed.code.and_then(|code| StatusCode::from_u16(code).ok());
    *response.status_mut() = status.ok_or(HeadFault::Impossible)?;
    *response.version_mut() = if parsed.version == Some(0) { Version::HTTP_10 } else { Version::HTTP_11 };
    for header in parsed.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| HeadFault::Impossible)?;
        let value = HeaderValue::from_bytes(header.value).map_err(|_| HeadFault::Impossible)?;
        response.headers_mut().append(name, value);
    }
    Ok(Some((Head { response }, length)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::response::Framing;

    proptest! {
        /// Whatever comes is a head, the beginning of one, or none; it is never a panic.
        #[test]
        fn any_bytes_are_judged(
            start in prop_oneof!["", "HTTP/1\\.[01]", "HTTP/1\\.[01] [0-9]{3}( [a-z]*)?\r\n"],
            headers in "((content-length|transfer-encoding|connection|x):[ -~]{0,12}\r\n){0,6}",
            rest in proptest::collection::vec(any::<u8>(), 0..40),
            ends in any::<bool>(),
        ) {
            let mut bytes = [start.as_bytes(), headers.as_bytes()].concat();
            bytes.extend_from_slice(if ends { b"\r\n" } else { b"" });
            bytes.extend_from_slice(&rest);
            if let Ok(Some((head, length))) = parse(&bytes) {
                prop_assert!(length <= bytes.len());
                let _ = Framing::of(&head.response, false);
            }
        }
    }
}
