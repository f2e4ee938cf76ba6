//! The bytes of a connection: a socket, or TLS over another stream.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use picsellia_core::CancelHandle;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

/// A stream whose reads and writes end in time.
pub(crate) trait Stream: Read + Write + Send + Sync {
    /// Returns the socket below everything.
    fn socket(&mut self) -> &mut Socket;
}

/// A socket. Reads and writes end at the deadline, which each step of an exchange sets.
pub(crate) struct Socket {
    stream: Arc<TcpStream>,
    deadline: Instant,
    waits: bool,
    /// The read timeout of the system, in milliseconds.
    read_timeout: u64,
}

/// How long a single write of the system takes at most. A longer one is repeated, and in between
/// the connection can be asked for a response.
pub(crate) const WRITE_SLICE: Duration = Duration::from_millis(50);

impl Socket {
    pub(crate) fn new(stream: TcpStream, deadline: Instant) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_SLICE))?;
        Ok(Self { stream: Arc::new(stream), deadline, waits: true, read_timeout: 0 })
    }

    /// Sets when reads and writes fail as [`TimedOut`](ErrorKind::TimedOut).
    pub(crate) fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = deadline;
    }

    /// Sets whether reads wait. If not, they fail as [`WouldBlock`](ErrorKind::WouldBlock) when
    /// nothing has arrived.
    pub(crate) fn set_waiting(&mut self, waits: bool) -> io::Result<()> {
        self.waits = waits;
        self.stream.set_nonblocking(!waits)
    }

    /// Shuts the connection down if the exchange of this thread is canceled.
    pub(crate) fn shut_down_on_cancel(&self) {
        if let Some(handle) = CancelHandle::current() {
            let stream = Arc::downgrade(&self.stream);
            handle.on_cancel(move || {
                if let Some(stream) = stream.upgrade() {
                    // An error means that the connection has ended already.
                    let _ = stream.shutdown(Shutdown::Both);
                }
            });
        }
    }

    /// Repeats an attempt that the system ended before the deadline.
    fn until_deadline<T>(
        &mut self,
        mut attempt: impl FnMut(&mut Self, Duration) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if self.waits && left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            match attempt(self, left) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if self.waits && is_timeout(&error) => {}
                done => return done,
            }
        }
    }

    /// Lets the system end a read before `left` has passed.
    fn limit_read(&mut self, left: Duration) -> io::Result<()> {
        // A power of two is the same for most exchanges, which saves a call of the system.
        let timeout = 1 << u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1).ilog2();
        if timeout != self.read_timeout {
            self.stream.set_read_timeout(Some(Duration::from_millis(timeout)))?;
            self.read_timeout = timeout;
        }
        Ok(())
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

impl Stream for Socket {
    fn socket(&mut self) -> &mut Socket {
        self
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.until_deadline(|socket, left| {
            if socket.waits {
                socket.limit_read(left)?;
            }
            (&*socket.stream).read(buffer)
        })
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.until_deadline(|socket, _| (&*socket.stream).write_vectored(slices))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// TLS over another stream.
///
/// Unlike the stream of rustls, it can read while a write is stuck: a service may respond before it
/// has taken the whole request.
pub(crate) struct Tls {
    connection: ClientConnection,
    below: Box<dyn Stream>,
}

impl Tls {
    /// Performs the handshake.
    pub(crate) fn connect(
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        below: Box<dyn Stream>,
    ) -> io::Result<Self> {
        let connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        let mut tls = Self { connection, below };
        while tls.connection.is_handshaking() {
            tls.flush()?;
            if tls.connection.is_handshaking() && !tls.receive()? {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        tls.flush()?;
        Ok(tls)
    }

    /// Reads the next records. Returns false at the end of the connection.
    fn receive(&mut self) -> io::Result<bool> {
        let count = self.connection.read_tls(&mut self.below)?;
        if let Err(error) = self.connection.process_new_packets() {
            // This sends an alert, as far as possible. The error is what counts.
            let _ = self.flush();
            return Err(io::Error::other(error));
        }
        Ok(count > 0)
    }
}

impl Stream for Tls {
    fn socket(&mut self) -> &mut Socket {
        self.below.socket()
    }
}

impl Read for Tls {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            // UnexpectedEof if the service closed the connection without a close_notify alert.
            match self.connection.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.receive()?,
                read => return read,
            };
        }
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        // Records of earlier calls go first, because rustls would buffer any number of them.
        self.flush()?;
        let count = self.connection.writer().write_vectored(slices)?;
        match self.flush() {
            Err(error) if error.kind() != ErrorKind::TimedOut => Err(error),
            _ => Ok(count),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        while self.connection.wants_write() {
            self.connection.write_tls(&mut self.below)?;
        }
        Ok(())
    }
}
