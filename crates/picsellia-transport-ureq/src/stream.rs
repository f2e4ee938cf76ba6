//! What carries the bytes of a connection: a socket, or TLS over another stream.

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

pub(crate) struct Socket {
    stream: Arc<TcpStream>,
    until: Instant,
    waits: bool,
    /// What the system was told, in milliseconds.
    read_timeout: u64,
    write_timeout: u64,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, until: Instant) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream: Arc::new(stream), until, waits: true, read_timeout: 0, write_timeout: 0 })
    }

    /// Sets when reads and writes fail as [`TimedOut`](ErrorKind::TimedOut).
    pub(crate) fn set_deadline(&mut self, until: Instant) {
        self.until = until;
    }

    /// Sets whether reads wait. Otherwise one that finds nothing fails as [`WouldBlock`](ErrorKind::WouldBlock).
    pub(crate) fn set_waiting(&mut self, waits: bool) -> io::Result<()> {
        self.waits = waits;
        self.stream.set_nonblocking(!waits)
    }

    /// Lets the exchange of this thread be canceled from another one.
    pub(crate) fn arm(&self) {
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

    /// Tries `work` until it succeeds, fails, or the time is over. The system ends a single attempt earlier.
    fn attempt<T>(
        &mut self,
        timeout: impl Fn(&mut Self) -> (&mut u64, &TcpStream),
        set: impl Fn(&TcpStream, Option<Duration>) -> io::Result<()>,
        mut work: impl FnMut(&TcpStream) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            if self.waits {
                let left = self.until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(ErrorKind::TimedOut.into());
                }
                // A power of two is the same for most exchanges, so the system is seldom told.
                let wanted = 1 << u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1).ilog2();
                let (told, stream) = timeout(self);
                if *told != wanted {
                    set(stream, Some(Duration::from_millis(wanted)))?;
                    *told = wanted;
                }
            }
            match work(&self.stream) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error)
                    if self.waits && matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                done => return done,
            }
        }
    }
}

impl Stream for Socket {
    fn socket(&mut self) -> &mut Socket {
        self
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.attempt(
            |socket| (&mut socket.read_timeout, &socket.stream),
            TcpStream::set_read_timeout,
            |mut stream| stream.read(buffer),
        )
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.attempt(
            |socket| (&mut socket.write_timeout, &socket.stream),
            TcpStream::set_write_timeout,
            |mut stream| stream.write_vectored(slices),
        )
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// TLS over another stream.
///
/// Unlike the stream of rustls, it reads while a write is stuck: a service may refuse what it does not take.
pub(crate) struct Tls {
    connection: ClientConnection,
    below: Box<dyn Stream>,
}

impl Tls {
    /// Shakes hands.
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

    /// Takes in what comes next. Returns `false` at the end.
    fn receive(&mut self) -> io::Result<bool> {
        let count = self.connection.read_tls(&mut self.below)?;
        if let Err(error) = self.connection.process_new_packets() {
            // The alert tells the other side why. What counts is the error.
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
            // At an end without a farewell this is an UnexpectedEof: somebody cut the connection.
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
        // What an earlier call took goes first: rustls would hold any number of records.
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
