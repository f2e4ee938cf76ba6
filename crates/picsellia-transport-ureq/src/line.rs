//! A connection as ureq uses and keeps it.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice};
use std::mem::MaybeUninit;
use std::time::{Duration, Instant};

use picsellia_core::{CancelHandle, RequestLimits};
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};
use ureq::{Error, Timeout};

use crate::error::Broken;
use crate::stream::Stream;

/// How much of a request ureq hands over at once. A header has to fit in.
pub(crate) const OUTPUT: usize = 128 * 1024;

/// How much of a response is read at once. The largest head, of 64 KiB, has to fit in.
const INPUT: usize = 80 * 1024;

/// How long a write is stuck before the connection is asked for a response.
const SLICE: Duration = Duration::from_millis(50);

/// A connection to a service, which adds to that of ureq:
///
/// * The head of a request waits for the begin of its body, and goes out with it.
/// * A write may take as long as something moves.
/// * Once a write fails, or the service responds while one is stuck, the rest of the request is discarded and the
///   response is read.
/// * Interim responses are passed over: ureq refuses those with headers.
pub(crate) struct Line {
    stream: Box<dyn Stream>,
    secured: bool,
    /// What a proxy is told before the path.
    absolute: Option<String>,
    buffers: LazyBuffers,
    stage: Stage,
    /// The head that waits for its body.
    head: Vec<u8>,
    /// Whether the system has taken anything of this request.
    sent: bool,
    /// Whether the rest of the request is discarded.
    refused: bool,
    /// Whether something has come while the request was sent, which ureq has not looked at.
    unseen: bool,
}

/// How far an exchange has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// What is sent next is the head of a request.
    Idle,
    /// The request is on its way.
    Sending,
    /// The response has begun, and is not an interim one.
    Responding,
}

impl Line {
    pub(crate) fn new(stream: Box<dyn Stream>, secured: bool, absolute: Option<String>) -> Self {
        Self {
            stream,
            secured,
            absolute,
            buffers: LazyBuffers::new(INPUT, OUTPUT),
            stage: Stage::Idle,
            head: Vec::new(),
            sent: false,
            refused: false,
            unseen: false,
        }
    }

    /// Keeps the head of a request.
    fn begin(&mut self, amount: usize) {
        self.stage = Stage::Sending;
        self.stream.socket().arm();
        let head = &self.buffers.output()[..amount];
        let method = head.iter().position(|&byte| byte == b' ').map_or(0, |space| space + 1);
        self.head.extend_from_slice(&head[..method]);
        self.head.extend_from_slice(self.absolute.as_deref().unwrap_or_default().as_bytes());
        self.head.extend_from_slice(&head[method..]);
    }

    /// Sends the head that waits and `amount` bytes of the output, or discards them.
    fn send(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let (mut from_head, mut from_body) = (0, 0);
        let until = deadline(timeout);
        let mut moved = Instant::now();
        while !self.refused {
            let head = &self.head[from_head..];
            let body = &self.buffers.output()[from_body..amount];
            let ends = head.is_empty() && body.is_empty();
            self.stream.socket().set_deadline(until.min(Instant::now() + SLICE));
            let written = if ends {
                self.stream.flush().map(|()| 0)
            } else {
                self.stream.write_vectored(&[IoSlice::new(head), IoSlice::new(body)])
            };
            match written {
                Ok(_) if ends => break,
                Ok(count) => {
                    let of_head = count.min(head.len());
                    from_head += of_head;
                    from_body += count - of_head;
                    moved = Instant::now();
                    self.sent |= count > 0;
                    self.refused = count == 0;
                }
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    let now = Instant::now();
                    let stuck = |limit: Duration| now.saturating_duration_since(moved) >= limit;
                    self.refused = self.is_refused();
                    if self.refused {
                        break;
                    }
                    if now >= until {
                        return Err(Error::Timeout(timeout.reason));
                    }
                    if timeout.per_write.is_some_and(|limit| stuck(*limit)) {
                        return Err(Error::Timeout(Timeout::PerWrite));
                    }
                }
                // What the service has said before can still be read.
                Err(_) => self.refused = true,
            }
        }
        self.head.clear();
        Ok(())
    }

    /// Returns whether the service has responded or has ended the connection.
    fn is_refused(&mut self) -> bool {
        match self.try_receive() {
            Ok(0) => true,
            Ok(_) => {
                self.unseen = self.skip_interim();
                self.stage == Stage::Responding
            }
            Err(error) => error.kind() != ErrorKind::WouldBlock,
        }
    }

    fn receive(&mut self) -> io::Result<usize> {
        let count = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(count);
        Ok(count)
    }

    /// Reads what has come already.
    fn try_receive(&mut self) -> io::Result<usize> {
        self.stream.socket().set_waiting(false)?;
        let received = self.receive();
        self.stream.socket().set_waiting(true)?;
        received
    }

    /// Drops interim responses (RFC 9110, 15.2). Returns whether anything is left for ureq to read.
    fn skip_interim(&mut self) -> bool {
        while self.stage != Stage::Responding {
            let input = self.buffers.input();
            match input.get(..12) {
                None if input.is_empty() => return false,
                Some([b'H', b'T', b'T', b'P', b'/', b'1', b'.', _, b' ', b'1', digits @ ..])
                    if digits[..] != *b"01" =>
                {
                    match parse_head(input) {
                        Ok(Some((_, length))) => self.buffers.input_consume(length),
                        Ok(None) => return true,
                        Err(_) => self.stage = Stage::Responding,
                    }
                }
                None => return true,
                Some(_) => self.stage = Stage::Responding,
            }
        }
        true
    }
}

impl Transport for Line {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.stage == Stage::Idle {
            self.begin(amount);
            return Ok(());
        }
        self.send(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if !self.head.is_empty() {
            self.send(0, timeout)?;
        }
        if std::mem::take(&mut self.unseen) {
            return Ok(true);
        }
        loop {
            self.stream.socket().set_deadline(deadline(timeout));
            match self.receive() {
                Ok(0) if self.sent => return Ok(false),
                Ok(0) => {
                    return Err(Broken { error: ErrorKind::UnexpectedEof.into(), sent: false }.into());
                }
                Ok(_) if self.skip_interim() => return Ok(true),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    return Err(Error::Timeout(timeout.reason));
                }
                Err(error) => return Err(Broken { error, sent: self.sent }.into()),
            }
        }
    }

    /// Ends an exchange: ureq asks before it keeps a connection, and again before it takes it for the next request.
    fn is_open(&mut self) -> bool {
        if let Some(handle) = CancelHandle::current() {
            handle.disarm();
        }
        self.stage = Stage::Idle;
        self.sent = false;
        let idle = self.head.is_empty() && !self.refused;
        // Whatever an idle connection says, is no response to the next request.
        idle && matches!(self.try_receive(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    fn is_tls(&self) -> bool {
        self.secured
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// Returns when a step of ureq has to end.
pub(crate) fn deadline(timeout: NextTimeout) -> Instant {
    RequestLimits::with_timeout(*timeout.after).deadline_from(Instant::now())
}

/// Parses the status and the length of the head of a response. `None` if it is not whole.
pub(crate) fn parse_head(bytes: &[u8]) -> Result<Option<(u16, usize)>, httparse::Error> {
    let mut headers = [const { MaybeUninit::uninit() }; 128];
    let mut head = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    match config.parse_response_with_uninit_headers(&mut head, bytes, &mut headers)? {
        httparse::Status::Complete(length) => Ok(Some((head.code.unwrap_or(0), length))),
        httparse::Status::Partial => Ok(None),
    }
}
