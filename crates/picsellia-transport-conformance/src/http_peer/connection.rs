use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;

use super::incoming::{self, Incoming};
use super::journal::Entry;
use super::stream::Stream;
use super::turn::{Act, Turn};
use super::{Shared, Ticket};

/// Serves one connection until it ends.
pub(super) fn serve(stream: TcpStream, shared: &Shared, ticket: Ticket) {
    let connection = Connection::new(stream, shared);
    if connection.is_err() {
        // The handshake failed.
        shared.forget(ticket);
    }
    if let Ok(mut connection) = connection {
        // An error here is the other side having gone, which cases look at from the transport's side.
        let _ = connection.run();
        // Before the connection itself is dropped: the last handle closes the socket.
        shared.forget(ticket);
    }
}

struct Connection<'a> {
    stream: Stream,
    incoming: Incoming,
    shared: &'a Shared,
    entry: Option<Entry>,
    /// The length of the body that the head announced.
    announced: usize,
    body: Vec<u8>,
}

/// Whether the connection goes on after a step.
#[derive(PartialEq, Eq)]
enum Then {
    GoOn,
    End,
}

impl<'a> Connection<'a> {
    fn new(stream: TcpStream, shared: &'a Shared) -> io::Result<Self> {
        let stream = Stream::new(stream, shared.tls.as_ref())?;
        let incoming = Incoming::new(stream.clone());
        Ok(Self { stream, incoming, shared, entry: None, announced: 0, body: Vec::new() })
    }

    fn run(&mut self) -> io::Result<()> {
        let mut turn = self.shared.turn_at_once();
        loop {
            let steps = match turn.take() {
                Some(turn) => turn,
                None => {
                    self.incoming.wait()?;
                    // A request that no script expects is recorded, and answered so that it is noticed.
                    self.shared.next_turn().unwrap_or_else(|| {
                        Turn::new()
                            .read_request()
                            .write("HTTP/1.1 599 Not In The Script\r\ncontent-length: 0\r\n\r\n")
                            .close()
                    })
                }
            };
            for act in steps.0 {
                if self.perform(act)? == Then::End {
                    return Ok(());
                }
            }
        }
    }

    fn perform(&mut self, act: Act) -> io::Result<Then> {
        match act {
            Act::ReadAnything => drop(self.incoming.anything()?),
            Act::ReadBytes(count) => drop(self.incoming.take(count)?),
            Act::ReadHead => drop(self.read_head()?),
            Act::ReadBody(count) => self.read_body(count)?,
            Act::ReadRequest => self.read_request()?,
            Act::SkipBody => self.incoming.skip(self.announced)?,
            Act::Write(bytes) => self.stream.write_all(&bytes)?,
            Act::Drip(bytes) => {
                for byte in bytes {
                    self.stream.write_all(&[byte])?;
                }
            }
            Act::WriteWithoutEnd(bytes) => loop {
                self.stream.write_all(&bytes)?;
            },
            Act::Echo => {
                let mut response =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", self.body.len()).into_bytes();
                response.append(&mut self.body);
                self.stream.write_all(&response)?;
            }
            Act::Tunnel(to) => {
                self.tunnel(to)?;
                return Ok(Then::End);
            }
            Act::Close => {
                self.stream.close(true)?;
                return Ok(Then::End);
            }
            Act::Cut => {
                self.stream.close(false)?;
                return Ok(Then::End);
            }
            Act::Reset => {
                self.stream.break_when_dropped()?;
                return Ok(Then::End);
            }
            Act::Stall => {
                self.shared.wait_until_stopped();
                return Ok(Then::End);
            }
        }
        Ok(Then::GoOn)
    }

    fn tunnel(&mut self, to: SocketAddr) -> io::Result<()> {
        let there = TcpStream::connect(to)?;
        there.set_nodelay(true)?;
        (&there).write_all(&self.incoming.rest())?;
        let here = self.stream.socket();
        let pass = |mut from: &TcpStream, mut to: &TcpStream| {
            // Either side may end at any time.
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
        };
        thread::scope(|scope| {
            scope.spawn(|| pass(here, &there));
            pass(&there, here);
        });
        Ok(())
    }

    fn read_head(&mut self) -> io::Result<Vec<u8>> {
        let head = self.incoming.head()?;
        self.entry = Some(self.shared.journal.head(head.clone()));
        self.body.clear();
        let parsed = incoming::parse(&head);
        let length =
            parsed.values("content-length").first().map(|value| String::from_utf8_lossy(value).parse());
        self.announced = length.and_then(Result::ok).unwrap_or(0);
        Ok(head)
    }

    fn read_body(&mut self, count: usize) -> io::Result<()> {
        let bytes = self.incoming.take(count)?;
        self.record(&bytes);
        Ok(())
    }

    fn read_request(&mut self) -> io::Result<()> {
        let head = self.read_head()?;
        let request = incoming::parse(&head);
        let bytes = if request.values("transfer-encoding").is_empty() {
            self.incoming.take(self.announced)?
        } else {
            self.incoming.chunked()?
        };
        self.record(&bytes);
        Ok(())
    }

    fn record(&mut self, bytes: &[u8]) {
        self.body.extend_from_slice(bytes);
        if let Some(entry) = self.entry {
            self.shared.journal.body(entry, bytes);
        }
    }
}
