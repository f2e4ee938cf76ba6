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

/// A socket that is read and written by whatever is layered on it, and looked at by the exchange that goes over it.
#[derive(Debug)]
pub(crate) struct Wire {
    state: Mutex<State>,
    /// Whether all of the request was handed over to be written.
    handed_over: AtomicBool,
}

#[derive(Debug)]
struct State {
    stream: TcpStream,
    /// When something was last written, or the writing began.
    moved: Instant,
    /// Whether what was last written found no room.
    blocked: bool,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The socket has no room for more since then.
    Blocked(Instant),
    /// The next piece of the body is awaited.
    Reading,
    /// All of it was sent then.
    Sent(Instant),
}

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> Arc<Self> {
        let state = State { stream, moved: Instant::now(), blocked: false };
        Arc::new(Self { state: Mutex::new(state), handed_over: AtomicBool::new(false) })
    }

    /// A new request is written from here on.
    pub(crate) fn begin(&self, now: Instant) {
        self.state().moved = now;
        self.handed_over.store(false, Ordering::Relaxed);
    }

    /// All of the request was handed over.
    pub(crate) fn note_handed_over(&self) {
        self.handed_over.store(true, Ordering::Relaxed);
    }

    pub(crate) fn stage(&self) -> Stage {
        let State { moved, blocked, .. } = *self.state();
        match (blocked, self.handed_over.load(Ordering::Relaxed)) {
            (true, _) => Stage::Blocked(moved),
            (false, true) => Stage::Sent(moved),
            (false, false) => Stage::Reading,
        }
    }

    /// Whether a read would give something at once: bytes, the end or an error.
    pub(crate) fn has_news(&self) -> bool {
        // The system is asked: what the runtime knows may be older.
        let peeked = SockRef::from(&self.state().stream).peek(&mut [MaybeUninit::uninit()]);
        !matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wire as something to read and write.
#[derive(Debug)]
pub(crate) struct Socket(pub(crate) Arc<Wire>);

impl Socket {
    /// Writes, and notes what came of it.
    fn write(
        &self,
        write: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let mut state = self.0.state();
        let written = write(Pin::new(&mut state.stream));
        state.blocked = written.is_pending();
        if let Poll::Ready(Ok(_)) = &written {
            state.moved = Instant::now();
        }
        written
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.state().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
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
