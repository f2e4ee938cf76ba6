//! A socket whose reads and writes end in time.

use std::fmt;
use std::io::{self, IoSlice, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::fault::Overdue;

/// How long a write may wait before it is looked whether a response has come instead.
const SLICE: Duration = Duration::from_millis(50);

/// When reads and writes have to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// The end of the exchange.
    pub(crate) deadline: Instant,
    /// How long nothing may move while there is something to write.
    pub(crate) write: Option<Duration>,
    /// When the response has to have begun.
    pub(crate) response: Option<Instant>,
}

impl Bounds {
    pub(crate) fn until(deadline: Instant) -> Self {
        Self { deadline, write: None, response: None }
    }
}

/// The socket of a connection, whatever is layered on it.
pub(crate) struct Wire {
    stream: TcpStream,
    bounds: Mutex<Bounds>,
    /// After how many milliseconds the system gives up a read.
    read_timeout: AtomicU64,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, bounds: Bounds) -> io::Result<Arc<Self>> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(SLICE))?;
        Ok(Arc::new(Self { stream, bounds: Mutex::new(bounds), read_timeout: AtomicU64::new(0) }))
    }

    pub(crate) fn bounds(&self) -> MutexGuard<'_, Bounds> {
        self.bounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection for whoever reads or writes it.
    pub(crate) fn shut(&self) {
        // An error is the connection having ended already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Whether a read would give something at once: bytes, the end or an error.
    pub(crate) fn has_news(&self) -> bool {
        if self.stream.set_nonblocking(true).is_err() {
            return true;
        }
        let peeked = self.stream.peek(&mut [0]);
        let restored = self.stream.set_nonblocking(false);
        let nothing = matches!(&peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock);
        restored.is_err() || !nothing
    }

    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let bounds = *self.bounds();
            let (until, overdue) = match bounds.response {
                Some(response) if response < bounds.deadline => (response, Overdue::Response),
                _ => (bounds.deadline, Overdue::Exchange),
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(overdue.into());
            }
            self.bound_read(left)?;
            match (&self.stream).read(buffer) {
                Err(error) if is_too_early(&error) => {}
                read => return read,
            }
        }
    }

    /// Lets the system give a read up after `left`, or before: then it is made again.
    fn bound_read(&self, left: Duration) -> io::Result<()> {
        // It takes none for no bound at all.
        let left = u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1);
        // From one exchange to the next it is mostly the same.
        if !(left.div_ceil(2)..=left).contains(&self.read_timeout.load(Ordering::Relaxed)) {
            self.stream.set_read_timeout(Some(Duration::from_millis(left)))?;
            self.read_timeout.store(left, Ordering::Relaxed);
        }
        Ok(())
    }

    /// [`WouldBlock`](io::ErrorKind::WouldBlock) where nothing could be written for a while.
    fn write(&self, slices: &[IoSlice<'_>], since: &mut Instant) -> io::Result<usize> {
        let bounds = *self.bounds();
        let now = Instant::now();
        if now >= bounds.deadline {
            return Err(Overdue::Exchange.into());
        }
        match (&self.stream).write_vectored(slices) {
            Ok(count) => {
                *since = Instant::now();
                Ok(count)
            }
            Err(error) if is_too_early(&error) => {
                let waited = since.elapsed();
                if bounds.write.is_some_and(|allowed| waited >= allowed) {
                    return Err(Overdue::Write.into());
                }
                Err(io::ErrorKind::WouldBlock.into())
            }
            Err(error) => Err(error),
        }
    }
}

fn is_too_early(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

/// A wire as something to read and write.
#[derive(Debug)]
pub(super) struct Socket {
    wire: Arc<Wire>,
    /// When something was last written, or the writing began.
    moved: Instant,
}

impl Socket {
    pub(super) fn new(wire: Arc<Wire>) -> Self {
        Self { wire, moved: Instant::now() }
    }

    pub(super) fn wire(&self) -> &Wire {
        &self.wire
    }

    pub(super) fn begin(&mut self) {
        self.moved = Instant::now();
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wire.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.wire.write(&[IoSlice::new(bytes)], &mut self.moved)
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.wire.write(slices, &mut self.moved)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
