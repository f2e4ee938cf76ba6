//! The limit: a plain writer. No client can send the same bytes much faster.

use std::io::{IoSlice, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use picsellia_core::Body;

use super::content::Content;
use super::threads::each_in_a_thread;
use super::{Contestant, http_response};
use crate::Failure;
use crate::sink::PREDICTIONS;

/// Writes requests on persistent connections, with a prebuilt body or one that is built each time.
pub(super) struct Limit {
    head: String,
    content: Content,
    connections: Vec<TcpStream>,
}

impl Limit {
    pub(super) fn connect(port: u16, content: Content, in_flight: usize) -> Result<Self, Failure> {
        let head = format!(
            "POST {PREDICTIONS} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer bench\r\n\
             content-length: {}\r\n\r\n",
            content.body()?.len()
        );
        let connect = |_| {
            let stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        Ok(Self { head, content, connections: (0..in_flight).map(connect).collect::<std::io::Result<_>>()? })
    }
}

impl Contestant for Limit {
    fn send_until(&mut self, end: Instant) -> Result<u64, Failure> {
        let (head, content) = (self.head.as_bytes(), &self.content);
        let sends = self.connections.iter_mut().map(|stream| {
            move || -> Result<(), Failure> {
                write(stream, head, &content.body()?)?;
                super::check_accepted(http::StatusCode::from_u16(http_response::read(stream)?)?)
            }
        });
        each_in_a_thread(sends, end)
    }
}

/// Writes the head with the first piece of the body, and then the other pieces.
fn write(stream: &mut TcpStream, head: &[u8], body: &Body) -> Result<(), Failure> {
    let mut head = head;
    for piece in body.pieces()? {
        let mut piece = &piece?[..];
        while !head.is_empty() || !piece.is_empty() {
            let count = stream.write_vectored(&[IoSlice::new(head), IoSlice::new(piece)])?;
            let of_head = count.min(head.len());
            (head, piece) = (&head[of_head..], &piece[count - of_head..]);
        }
    }
    Ok(())
}
