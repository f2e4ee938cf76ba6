//! A connection as ureq uses and keeps it.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice};
use std::time::Instant;

use picsellia_core::{CancelHandle, RequestLimits};
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};
use ureq::{Error, Timeout};

use crate::error::Broken;
use crate::handover;
use crate::head::parse_head;
use crate::stream::{Stream, WRITE_SLICE};

/// How much of a request ureq hands over at once. A body in memory, at most 4 MiB, goes out in one
/// piece. In pieces of 512 KiB, a body of 2 MB lost a fifth of its rate, because each piece wakes
/// the peer. Each connection has one such buffer.
const OUTPUT: usize = 4 * 1024 * 1024;

/// How much of a response is read at once. The largest head, 64 KiB, has to fit.
const INPUT: usize = 80 * 1024;

/// A connection to a service or a proxy. It adds to ureq what the contract of a transport needs:
///
/// * The head of a request is held back and goes out together with the start of its body.
/// * A write may take any time while bytes move. It fails after the write timeout without progress.
/// * If a write fails, or the service responds while a write is stuck, the rest of the request is
///   discarded, and ureq reads the response.
/// * Interim responses are dropped. ureq rejects a 100 with headers.
pub(crate) struct Line {
    stream: Box<dyn Stream>,
    is_https: bool,
    /// What precedes the path in a request to a proxy: `http://host`.
    absolute: Option<String>,
    buffers: LazyBuffers,
    stage: Stage,
    /// The head that waits for its body.
    head: Vec<u8>,
    /// Whether the system has taken any byte of the request.
    sent: bool,
    /// Whether the rest of the request is discarded.
    refused: bool,
    /// Whether bytes have arrived while the request was sent.
    unread: bool,
}

/// How far an exchange has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// What ureq sends next is the head of a request.
    Idle,
    /// The response has not begun.
    Requesting,
    /// The final response has begun.
    Responding,
}

impl Line {
    pub(crate) fn new(stream: Box<dyn Stream>, is_https: bool, absolute: Option<String>) -> Self {
        Self {
            stream,
            is_https,
            absolute,
            buffers: LazyBuffers::new(INPUT, OUTPUT),
            stage: Stage::Idle,
            head: Vec::new(),
            sent: false,
            refused: false,
            unread: false,
        }
    }

    /// Holds the head of a request back, which is in the output buffer.
    fn begin(&mut self, amount: usize) {
        self.stage = Stage::Requesting;
        self.stream.socket().shut_down_on_cancel();
        let head = &self.buffers.output()[..amount];
        let target = head.iter().position(|&byte| byte == b' ').map_or(0, |space| space + 1);
        self.head.extend_from_slice(&head[..target]);
        self.head.extend_from_slice(self.absolute.as_deref().unwrap_or_default().as_bytes());
        self.head.extend_from_slice(&head[target..]);
    }

    /// Sends the held head and a piece of the body, or discards them. The piece was handed over or
    /// is in the output buffer.
    fn send(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let piece = handover::take(amount);
        let until = deadline(timeout);
        let (mut head_sent, mut body_sent) = (0, 0);
        let mut moved = Instant::now();
        while !self.refused {
            let head = &self.head[head_sent..];
            let body = match &piece {
                Some(piece) => &piece[body_sent..],
                None => &self.buffers.output()[body_sent..amount],
            };
            let is_last = head.is_empty() && body.is_empty();
            self.stream.socket().set_deadline(until.min(Instant::now() + WRITE_SLICE));
            let written = match is_last {
                true => self.stream.flush().map(|()| 0),
                false => self.stream.write_vectored(&[IoSlice::new(head), IoSlice::new(body)]),
            };
            match written {
                Ok(_) if is_last => break,
                Ok(count) => {
                    let of_head = count.min(head.len());
                    head_sent += of_head;
                    body_sent += count - of_head;
                    moved = Instant::now();
                    self.sent |= count > 0;
                    self.refused = count == 0;
                }
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    self.refused = self.is_refused();
                    let now = Instant::now();
                    if !self.refused && now >= until {
                        return Err(Error::Timeout(timeout.reason));
                    }
                    let stuck = now.saturating_duration_since(moved);
                    if !self.refused && timeout.per_write.is_some_and(|limit| stuck >= *limit) {
                        return Err(Error::Timeout(Timeout::PerWrite));
                    }
                }
                // A response that arrived before can still be read.
                Err(_) => self.refused = true,
            }
        }
        self.head.clear();
        Ok(())
    }

    /// Returns whether the service has responded or has closed the connection.
    fn is_refused(&mut self) -> bool {
        match self.receive_now() {
            Ok(0) => true,
            Ok(_) => {
                self.unread = self.skip_interim();
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

    /// Receives what has arrived already.
    fn receive_now(&mut self) -> io::Result<usize> {
        self.stream.socket().set_waiting(false)?;
        let received = self.receive();
        self.stream.socket().set_waiting(true)?;
        received
    }

    /// Drops interim responses (RFC 9110, 15.2). Returns whether any other bytes have arrived.
    fn skip_interim(&mut self) -> bool {
        while self.stage == Stage::Requesting {
            match parse_head(self.buffers.input()) {
                Ok(Some((100 | 102..200, length))) => self.buffers.input_consume(length),
                Ok(None) => break,
                Ok(Some(_)) | Err(_) => self.stage = Stage::Responding,
            }
        }
        !self.buffers.input().is_empty()
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
        if std::mem::take(&mut self.unread) {
            return Ok(true);
        }
        loop {
            self.stream.socket().set_deadline(deadline(timeout));
            let error = match self.receive() {
                Ok(0) if self.sent => return Ok(false),
                Ok(0) => ErrorKind::UnexpectedEof.into(),
                Ok(_) if self.skip_interim() => return Ok(true),
                Ok(_) => continue,
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    return Err(Error::Timeout(timeout.reason));
                }
                Err(error) => error,
            };
            return Err(Broken { error, sent: self.sent }.into());
        }
    }

    /// ureq asks before it keeps a connection, and again before it takes it for another request.
    fn is_open(&mut self) -> bool {
        if let Some(handle) = CancelHandle::current() {
            handle.disarm();
        }
        let is_whole = self.head.is_empty() && !self.refused;
        self.stage = Stage::Idle;
        self.sent = false;
        // Bytes that arrive between two exchanges belong to neither.
        is_whole && matches!(self.receive_now(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    fn is_tls(&self) -> bool {
        self.is_https
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    use picsellia_core::TransportErrorKind;
    use ureq::Agent;
    use ureq::unversioned::resolver::DefaultResolver;
    use ureq::unversioned::transport::{ConnectionDetails, Connector};

    use super::*;
    use crate::error::before_response;
    use crate::stream::Socket;

    /// Takes some bytes, then breaks. It has responded before.
    struct Breaking {
        takes: usize,
        response: &'static [u8],
        socket: Socket,
    }

    impl Read for Breaking {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.response.read(buffer)
        }
    }

    impl Write for Breaking {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.takes);
            self.takes -= count;
            if count == 0 { Err(ErrorKind::ConnectionReset.into()) } else { Ok(count) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Stream for Breaking {
        fn socket(&mut self) -> &mut Socket {
            &mut self.socket
        }
    }

    #[derive(Debug)]
    struct BreakingConnector(usize, &'static [u8]);

    impl Connector for BreakingConnector {
        type Out = Line;

        fn connect(&self, _: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Line>, Error> {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
            let stream = TcpStream::connect(listener.local_addr().expect("its address"));
            let socket = Socket::new(stream.expect("a connection"), Instant::now()).expect("a socket");
            let stream = Breaking { takes: self.0, response: self.1, socket };
            Ok(Some(Line::new(Box::new(stream), false, None)))
        }
    }

    /// Returns the status of the response, or the kind of the error.
    fn post(takes: usize, response: &'static [u8]) -> Result<u16, TransportErrorKind> {
        let config = Agent::config_builder().proxy(None).http_status_as_error(false).build();
        let agent = Agent::with_parts(config, BreakingConnector(takes, response), DefaultResolver::default());
        let result = agent.post("http://127.0.0.1/").send(vec![0; 1_000_000]);
        result.map(|response| response.status().as_u16()).map_err(|error| before_response(error).kind())
    }

    #[test]
    fn a_response_that_arrived_before_the_connection_broke_is_read() {
        let refusal = b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\n{}";
        let after_interim = b"HTTP/1.1 100 Continue\r\nserver: test\r\n\r\nHTTP/1.1 413 No\r\n\r\n";
        for takes in [10, 1_000, 500_000] {
            assert_eq!(post(takes, refusal), Ok(413));
            assert_eq!(post(takes, after_interim), Ok(413));
        }
    }

    #[test]
    fn a_connection_that_broke_without_a_response_is_lost() {
        for response in [b"".as_slice(), b"HTTP/1.1 413", b"HTTP/1.1 100 Continue\r\n\r\n"] {
            assert_eq!(post(100_000, response), Err(TransportErrorKind::ConnectionLost));
        }
        assert_eq!(post(100_000, b"garbage\r\n\r\n"), Err(TransportErrorKind::Malformed));
    }

    #[test]
    fn a_connection_that_took_no_byte_was_not_sent_anything() {
        assert_eq!(post(0, b""), Err(TransportErrorKind::Connect));
    }
}
