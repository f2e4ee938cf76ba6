//! The socket of a connection.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// A socket that a [`SocketStream`] reads and writes, and whose progress the exchange observes.
#[derive(Debug)]
pub(crate) struct Socket {
    state: Mutex<State>,
    /// Whether all of the request was handed over for writing.
    handed_over: AtomicBool,
}

#[derive(Debug)]
struct State {
    stream: TcpStream,
    /// When bytes were last written, or the request began.
    last_progress: Instant,
    /// Whether the last write found the send buffer full.
    blocked: bool,
}

/// How far the sending of a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The send buffer is full; the time is that of the last progress.
    Blocked(Instant),
    /// The next piece of the body is still being read from its source.
    AwaitingBody,
    /// The whole request was written at this time.
    Sent(Instant),
}

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Arc<Self> {
        let state = State { stream, last_progress: Instant::now(), blocked: false };
        Arc::new(Self { state: Mutex::new(state), handed_over: AtomicBool::new(false) })
    }

    /// Notes that a new request begins.
    pub(crate) fn begin_request(&self, now: Instant) {
        self.state().last_progress = now;
        self.handed_over.store(false, Ordering::Relaxed);
    }

    /// Notes that all of the request was handed over for writing.
    pub(crate) fn note_handed_over(&self) {
        self.handed_over.store(true, Ordering::Relaxed);
    }

    /// Returns how far the sending has come.
    pub(crate) fn stage(&self) -> Stage {
        let State { last_progress, blocked, .. } = *self.state();
        match (blocked, self.handed_over.load(Ordering::Relaxed)) {
            (true, _) => Stage::Blocked(last_progress),
            (false, true) => Stage::Sent(last_progress),
            (false, false) => Stage::AwaitingBody,
        }
    }

    /// Returns whether a read would return at once: with bytes, the end or an error.
    pub(crate) fn is_readable(&self) -> bool {
        // Asks the system, because what the runtime knows may be outdated.
        let peeked = SockRef::from(&self.state().stream).peek(&mut [MaybeUninit::uninit()]);
        !matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads and writes a [`Socket`].
#[derive(Debug)]
pub(crate) struct SocketStream(pub(crate) Arc<Socket>);

impl SocketStream {
    /// Writes, and notes the progress.
    fn write(
        &self,
        write: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let mut state = self.0.state();
        let written = write(Pin::new(&mut state.stream));
        state.blocked = written.is_pending();
        if let Poll::Ready(Ok(_)) = &written {
            state.last_progress = Instant::now();
        }
        written
    }
}

impl AsyncRead for SocketStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.state().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for SocketStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.write(|stream| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(|stream| stream.poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.state().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.state().stream).poll_shutdown(context)
    }
}
