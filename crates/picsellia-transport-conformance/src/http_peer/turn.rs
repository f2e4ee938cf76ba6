use std::net::SocketAddr;

use bytes::Bytes;

use crate::peer::Reply;

/// What a peer does, step by step, from the moment that a request comes (or, if the first step does not
/// read, from the moment that a connection is made).
///
/// A turn that does not end the connection leaves it open for the next one.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Turn(pub(super) Vec<Act>);

#[derive(Clone, Debug)]
pub(super) enum Act {
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
    /// A turn without any step.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads what comes first, whether or not it is HTTP.
    pub fn read_anything(self) -> Self {
        self.then(Act::ReadAnything)
    }

    /// Reads this many bytes, and records nothing.
    pub fn read_bytes(self, count: usize) -> Self {
        self.then(Act::ReadBytes(count))
    }

    /// Reads up to the end of the head, and records it.
    pub fn read_head(self) -> Self {
        self.then(Act::ReadHead)
    }

    /// After [`read_head`](Self::read_head): reads this many bytes of the body, and records them.
    pub fn read_body(self, bytes: usize) -> Self {
        self.then(Act::ReadBody(bytes))
    }

    /// Reads a request to its last byte, and records it.
    pub fn read_request(self) -> Self {
        self.then(Act::ReadRequest)
    }

    /// After [`read_head`](Self::read_head): reads the body to its last byte, and keeps nothing of it.
    pub fn skip_body(self) -> Self {
        self.then(Act::SkipBody)
    }

    /// Writes these bytes at once.
    pub fn write(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Act::Write(bytes.into()))
    }

    /// Writes these bytes one by one.
    pub fn drip(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Act::Drip(bytes.into()))
    }

    /// Writes these bytes again and again, until the connection ends.
    pub fn write_without_end(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Act::WriteWithoutEnd(bytes.into()))
    }

    /// Reads a request and answers 200 with the request's own body.
    pub fn echo() -> Self {
        Self::new().read_request().then(Act::Echo)
    }

    /// Passes on whatever comes to this address, and back, until either side ends.
    pub fn tunnel(self, to: SocketAddr) -> Self {
        self.then(Act::Tunnel(to))
    }

    /// Ends the connection in order.
    pub fn close(self) -> Self {
        self.then(Act::Close)
    }

    /// Ends the connection without the farewell of TLS, as somebody in between could. Without TLS the same as
    /// [`close`](Self::close).
    pub fn cut(self) -> Self {
        self.then(Act::Cut)
    }

    /// Breaks the connection: the other side sees a reset.
    pub fn reset(self) -> Self {
        self.then(Act::Reset)
    }

    /// Does nothing more, and holds the connection until the peer is dropped.
    pub fn stall(self) -> Self {
        self.then(Act::Stall)
    }

    fn then(mut self, act: Act) -> Self {
        self.0.push(act);
        self
    }

    pub(super) fn begins_at_once(&self) -> bool {
        !matches!(
            self.0.first(),
            Some(
                Act::ReadAnything
                    | Act::ReadBytes(_)
                    | Act::ReadHead
                    | Act::ReadBody(_)
                    | Act::ReadRequest
                    | Act::SkipBody
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
            Reply::Garbage => turn.write("\u{0}\u{1}this is no status line\r\n\r\n").close(),
            Reply::Stalled => turn.stall(),
        }
    }
}

/// The bytes of a response that announces `length` bytes of body.
fn encode(response: &http::Response<Bytes>, length: usize) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {} Scripted\r\n", response.status().as_u16()).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    // RFC 9110 8.6: a response of 204 states no length, and one of 304 has none of its own.
    if !matches!(response.status(), http::StatusCode::NO_CONTENT | http::StatusCode::NOT_MODIFIED) {
        bytes.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(response.body());
    bytes
}
