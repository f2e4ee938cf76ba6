//! What carries the bytes of a conversation: a socket, or TLS over one.

use std::fmt::Debug;
use std::io::{self, IoSlice, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

use super::wire::Socket;

/// Both ways of a connection.
///
/// A write or a flush that finds no room fails as [`WouldBlock`](io::ErrorKind::WouldBlock) after a while, and is made
/// again with what was not taken.
pub(crate) trait Channel: Read + Write + Debug + Send + Sync {
    /// A new request is written from here on.
    fn begin(&mut self);

    /// Whether something of the other side's can be read at once, or it has ended the connection.
    fn is_responding(&mut self) -> bool;
}

impl Channel for Socket {
    fn begin(&mut self) {
        Socket::begin(self);
    }

    fn is_responding(&mut self) -> bool {
        self.wire().has_news()
    }
}

impl Channel for Box<dyn Channel> {
    fn begin(&mut self) {
        (**self).begin();
    }

    fn is_responding(&mut self) -> bool {
        (**self).is_responding()
    }
}

/// TLS over another channel.
#[derive(Debug)]
pub(super) struct Tls {
    connection: ClientConnection,
    below: Box<dyn Channel>,
}

impl Tls {
    /// Shakes hands.
    pub(super) fn new(
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        below: Box<dyn Channel>,
    ) -> io::Result<Self> {
        let connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        let mut tls = Self { connection, below };
        tls.below.begin();
        while tls.connection.is_handshaking() {
            if tls.connection.wants_write() {
                again(|| tls.send())?;
            } else {
                tls.receive()?;
            }
        }
        again(|| tls.send())?;
        Ok(tls)
    }

    /// Writes all that is ready.
    fn send(&mut self) -> io::Result<()> {
        while self.connection.wants_write() {
            self.connection.write_tls(&mut self.below)?;
        }
        Ok(())
    }

    /// Reads what comes next, and gives how much of it can be handed on.
    fn receive(&mut self) -> io::Result<Received> {
        let ended = self.connection.read_tls(&mut self.below)? == 0;
        let state = match self.connection.process_new_packets() {
            Ok(state) => state,
            Err(error) => {
                // The alert, which tells the other side why; what counts is the error.
                let _ = self.send();
                return Err(io::Error::other(error));
            }
        };
        if ended && self.connection.is_handshaking() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Received { bytes: state.plaintext_bytes_to_read(), ended: ended || state.peer_has_closed() })
    }
}

struct Received {
    bytes: usize,
    ended: bool,
}

/// Makes a write again for as long as there is only no room for it. The bounds on time end that.
fn again(mut write: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    loop {
        match write() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            written => return written,
        }
    }
}

impl Read for Tls {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            // At an end without a farewell this gives an UnexpectedEof: somebody cut the connection.
            match self.connection.reader().read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return read,
            }
            self.receive()?;
        }
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        // First what an earlier call took: rustls would hold any number of records.
        self.send()?;
        let count = self.connection.writer().write_vectored(slices)?;
        match self.send() {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(count),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

impl Channel for Tls {
    fn begin(&mut self) {
        self.below.begin();
    }

    fn is_responding(&mut self) -> bool {
        match self.connection.process_new_packets() {
            Ok(state) if state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed() => {}
            _ => return true,
        }
        // Tickets for later sessions come unasked, and are no response.
        while self.below.is_responding() {
            match self.receive() {
                Ok(Received { bytes: 0, ended: false }) => {}
                _ => return true,
            }
        }
        false
    }
}
