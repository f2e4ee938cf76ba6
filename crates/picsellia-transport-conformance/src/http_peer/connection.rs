use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;

use super::journal::Entry;
use super::request_reader::{self, RequestReader};
use super::stream::Stream;
use super::turn::{Step, Turn};
use super::{Shared, Ticket};

/// Serves one connection until it ends.
pub(super) fn serve(stream: TcpStream, shared: &Shared, ticket: Ticket) {
    let connection = Connection::new(stream, shared);
    if connection.is_err() {
        // The handshake failed.
        shared.forget(ticket);
    }
    if let Ok(mut connection) = connection {
        // An error means that the transport closed the connection. Cases check that on the side of
        // the transport.
        let _ = connection.run();
        // Before the connection is dropped, because the last handle closes the socket.
        shared.forget(ticket);
    }
}

struct Connection<'a> {
    stream: Stream,
    reader: RequestReader,
    shared: &'a Shared,
    entry: Option<Entry>,
    /// The length of the body that the head states.
    stated_length: usize,
    body: Vec<u8>,
}

/// Whether the connection stays open after a step.
#[derive(PartialEq, Eq)]
enum Next {
    Continue,
    End,
}

impl<'a> Connection<'a> {
    fn new(stream: TcpStream, shared: &'a Shared) -> io::Result<Self> {
        let stream = Stream::new(stream, shared.tls.as_ref())?;
        let reader = RequestReader::new(stream.clone());
        Ok(Self { stream, reader, shared, entry: None, stated_length: 0, body: Vec::new() })
    }

    fn run(&mut self) -> io::Result<()> {
        let mut turn = self.shared.turn_on_connect();
        loop {
            let steps = match turn.take() {
                Some(turn) => turn,
                None => {
                    self.reader.wait()?;
                    // A request that the script does not expect is recorded and gets an unusual
                    // status.
                    self.shared.next_turn().unwrap_or_else(|| {
                        Turn::new()
                            .read_request()
                            .write("HTTP/1.1 599 Not In The Script\r\ncontent-length: 0\r\n\r\n")
                            .close()
                    })
                }
            };
            for step in steps.0 {
                if self.perform(step)? == Next::End {
                    return Ok(());
                }
            }
        }
    }

    fn perform(&mut self, step: Step) -> io::Result<Next> {
        match step {
            Step::ReadAnything => drop(self.reader.anything()?),
            Step::ReadBytes(count) => drop(self.reader.take(count)?),
            Step::ReadHead => drop(self.read_head()?),
            Step::ReadBody(count) => self.read_body(count)?,
            Step::ReadRequest => self.read_request()?,
            Step::SkipBody => self.reader.skip(self.stated_length)?,
            Step::Write(bytes) => self.stream.write_all(&bytes)?,
            Step::Drip(bytes) => {
                for byte in bytes {
                    self.stream.write_all(&[byte])?;
                }
            }
            Step::WriteWithoutEnd(bytes) => loop {
                self.stream.write_all(&bytes)?;
            },
            Step::Echo => {
                let mut response =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", self.body.len()).into_bytes();
                response.append(&mut self.body);
                self.stream.write_all(&response)?;
            }
            Step::Tunnel(to) => {
                self.tunnel(to)?;
                return Ok(Next::End);
            }
            Step::Close => {
                self.stream.close(true)?;
                return Ok(Next::End);
            }
            Step::Cut => {
                self.stream.close(false)?;
                return Ok(Next::End);
            }
            Step::Reset => {
                self.stream.reset_when_dropped()?;
                return Ok(Next::End);
            }
            Step::Stall => {
                self.shared.wait_until_stopped();
                return Ok(Next::End);
            }
        }
        Ok(Next::Continue)
    }

    fn tunnel(&mut self, to: SocketAddr) -> io::Result<()> {
        let there = TcpStream::connect(to)?;
        there.set_nodelay(true)?;
        (&there).write_all(&self.reader.rest())?;
        let here = self.stream.socket();
        let pass = |mut from: &TcpStream, mut to: &TcpStream| {
            // Either side can close at any time.
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
        let head = self.reader.head()?;
        self.entry = Some(self.shared.journal.head(head.clone()));
        self.body.clear();
        let parsed = request_reader::parse(&head);
        let length =
            parsed.values("content-length").first().map(|value| String::from_utf8_lossy(value).parse());
        self.stated_length = length.and_then(Result::ok).unwrap_or(0);
        Ok(head)
    }

    fn read_body(&mut self, count: usize) -> io::Result<()> {
        let bytes = self.reader.take(count)?;
        self.record(&bytes);
        Ok(())
    }

    fn read_request(&mut self) -> io::Result<()> {
        let head = self.read_head()?;
        let request = request_reader::parse(&head);
        let bytes = if request.values("transfer-encoding").is_empty() {
            self.reader.take(self.stated_length)?
        } else {
            self.reader.chunked()?
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
