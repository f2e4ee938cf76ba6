use std::net::SocketAddr;

use bytes::Bytes;

use crate::peer::Reply;

/// What a peer does for one request, step by step.
///
/// A turn begins when a request arrives. If its first step does not read, it begins when a
/// connection is established. A turn that does not close the connection leaves it open for the next
/// turn.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Turn(pub(super) Vec<Step>);

#[derive(Clone, Debug)]
pub(super) enum Step {
    ReadAnything,
    ReadBytes(usize),
    ReadHead,
    ReadBody(usize),
    ReadRequest,
    SkipBody,
    Write(Vec<u8>),
    Drip(Vec<u8>),
    WriteWithoutEnd(Vec<u8>),
    Echo,
    Tunnel(SocketAddr),
    Close,
    Cut,
    Reset,
    Stall,
}

impl Turn {
    /// Creates a turn without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads whatever arrives first, whether or not it is HTTP.
    pub fn read_anything(self) -> Self {
        self.then(Step::ReadAnything)
    }

    /// Reads this many bytes and records nothing.
    pub fn read_bytes(self, count: usize) -> Self {
        self.then(Step::ReadBytes(count))
    }

    /// Reads up to the end of the head and records it.
    pub fn read_head(self) -> Self {
        self.then(Step::ReadHead)
    }

    /// Reads this many bytes of the body and records them. It follows
    /// [`read_head`](Self::read_head).
    pub fn read_body(self, bytes: usize) -> Self {
        self.then(Step::ReadBody(bytes))
    }

    /// Reads a whole request and records it.
    pub fn read_request(self) -> Self {
        self.then(Step::ReadRequest)
    }

    /// Reads the whole body and discards it. It follows [`read_head`](Self::read_head).
    pub fn skip_body(self) -> Self {
        self.then(Step::SkipBody)
    }

    /// Writes these bytes.
    pub fn write(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Write(bytes.into()))
    }

    /// Writes these bytes one by one.
    pub fn drip(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Drip(bytes.into()))
    }

    /// Writes these bytes repeatedly until the connection ends.
    pub fn write_without_end(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::WriteWithoutEnd(bytes.into()))
    }

    /// Reads a request and returns its body with the status 200.
    pub fn echo() -> Self {
        Self::new().read_request().then(Step::Echo)
    }

    /// Forwards all bytes to this address and back, until either side closes.
    pub fn tunnel(self, to: SocketAddr) -> Self {
        self.then(Step::Tunnel(to))
    }

    /// Closes the connection. Over TLS, `close_notify` is sent first.
    pub fn close(self) -> Self {
        self.then(Step::Close)
    }

    /// Closes the connection without TLS's `close_notify`, as anyone in between can.
    pub fn cut(self) -> Self {
        self.then(Step::Cut)
    }

    /// Resets the connection.
    pub fn reset(self) -> Self {
        self.then(Step::Reset)
    }

    /// Does nothing more and keeps the connection open until the peer is dropped.
    pub fn stall(self) -> Self {
        self.then(Step::Stall)
    }

    fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    pub(super) fn begins_on_connect(&self) -> bool {
        !matches!(
            self.0.first(),
            Some(
                Step::ReadAnything
                    | Step::ReadBytes(_)
                    | Step::ReadHead
                    | Step::ReadBody(_)
                    | Step::ReadRequest
                    | Step::SkipBody
            ) | None
        )
    }
}

impl From<Reply> for Turn {
    fn from(reply: Reply) -> Self {
        let turn = Self::new().read_request();
        match reply {
            Reply::Whole(response) => {
                let length = response.body().len();
                turn.write(encode(&response, length))
            }
            Reply::Cut(response) => {
                let length = response.body().len() + 1;
                turn.write(encode(&response, length)).close()
            }
            Reply::Lost => turn.close(),
            Reply::Garbage => turn.write("\u{0}\u{1}this is not a status line\r\n\r\n").close(),
            Reply::Stalled => turn.stall(),
        }
    }
}

/// Encodes a response that states `length` bytes of body.
fn encode(response: &http::Response<Bytes>, length: usize) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {} Scripted\r\n", response.status().as_u16()).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    // RFC 9110, 8.6: a response with the status 204 states no length, and one with 304 has no body.
    if !matches!(response.status(), http::StatusCode::NO_CONTENT | http::StatusCode::NOT_MODIFIED) {
        bytes.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(response.body());
    bytes
}
