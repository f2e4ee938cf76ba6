//! Runs a blocking transport on threads, for async code.

mod oneshot;
mod timer;
mod workers;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;

use super::{
    BlockingMonitorTransport, Body, CancelHandle, MonitorTransport, RequestLimits, TransportError,
    TransportErrorKind,
};
use oneshot::oneshot;
use timer::Timer;
use workers::{NoThread, Workers};

/// Turns a [`BlockingMonitorTransport`] into a [`MonitorTransport`] that works on threads of its
/// own.
///
/// It never blocks the thread that polls. It needs no runtime, and works with any.
///
/// * **Threads** start when they are needed and end after 15 seconds without work. There are at
///   most 64. Further exchanges wait for a free one. If their time limit passes first, they fail as
///   [`Connect`](TransportErrorKind::Connect): not sent.
/// * **A dropped future** cancels its exchange through a [`CancelHandle`]. A transport that uses
///   the handle frees its thread at once. With any other transport, the thread stays busy until the
///   limits end the exchange.
/// * **Time** is the system's. `sleep` and `now` do not use those of the blocking transport, whose
///   `sleep` would need a thread for each sleeper. One thread wakes all of them.
///
/// A clone shares the transport and the threads.
pub struct Threaded<T>(Arc<Inner<T>>);

struct Inner<T> {
    transport: Arc<T>,
    workers: Workers,
    timer: Timer,
}

impl<T: BlockingMonitorTransport + 'static> Threaded<T> {
    /// Wraps `transport`. Starts no thread yet.
    #[must_use]
    pub fn new(transport: T) -> Self {
        let transport = Arc::new(transport);
        Self(Arc::new(Inner { transport, workers: Workers::default(), timer: Timer::default() }))
    }

    /// Returns the transport that does the work.
    #[must_use]
    pub fn get_ref(&self) -> &T {
        &self.0.transport
    }
}

impl<T> Clone for Threaded<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Threaded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Threaded").field(&self.0.transport).finish()
    }
}

#[async_trait]
impl<T: BlockingMonitorTransport + 'static> MonitorTransport for Threaded<T> {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let deadline = limits.deadline_from(Instant::now());
        let canceled = CancelOnDrop(CancelHandle::default());
        let handle = canceled.0.clone();
        let transport = Arc::clone(&self.0.transport);
        let (sender, receiver) = oneshot();
        let started = self.0.workers.run(move || {
            if handle.is_canceled() {
                return;
            }
            let timeout = deadline.saturating_duration_since(Instant::now());
            sender.send(if timeout.is_zero() {
                Err(failed(TransportErrorKind::Connect, "no thread was free before the time limit passed"))
            } else {
                handle.scope(|| transport.exchange(request, RequestLimits { timeout, ..limits }))
            });
        });
        match started {
            Ok(()) => receiver.await.unwrap_or_else(|| {
                Err(failed(TransportErrorKind::ConnectionLost, "the thread of the exchange panicked"))
            }),
            Err(NoThread) => Err(failed(TransportErrorKind::Unsendable, "the system starts no thread")),
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.0.timer.sleep(duration).await;
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

fn failed(kind: TransportErrorKind, reason: &str) -> TransportError {
    TransportError::because(kind, reason)
}

struct CancelOnDrop(CancelHandle);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[cfg(test)]
mod tests {
    use std::pin::{Pin, pin};
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::task::{Context, Poll, Wake, Waker};
    use std::thread::{self, Thread};

    use super::*;
    use workers::MAX_THREADS;

    type Exchanged = Result<http::Response<Bytes>, TransportError>;

    /// Calls a function in each exchange.
    struct Scripted<F>(F);

    impl<F> fmt::Debug for Scripted<F> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Scripted")
        }
    }

    impl<F: Fn() + Send + Sync> BlockingMonitorTransport for Scripted<F> {
        fn exchange(&self, _: http::Request<Body>, _: RequestLimits) -> Exchanged {
            (self.0)();
            Ok(http::Response::new(Bytes::new()))
        }

        fn sleep(&self, _: Duration) {
            unreachable!("the timer sleeps");
        }

        fn now(&self) -> Instant {
            unreachable!("the clock is the system's");
        }
    }

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        let waker = Arc::new(Unpark(thread::current())).into();
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(value) => return value,
                Poll::Pending => thread::park(),
            }
        }
    }

    fn exchange<'a, T: BlockingMonitorTransport + 'static>(
        threaded: &'a Threaded<T>,
        timeout: Duration,
    ) -> Pin<Box<dyn Future<Output = Exchanged> + Send + 'a>> {
        threaded.exchange(http::Request::new(Body::empty()), RequestLimits::with_timeout(timeout))
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn every_exchange_ends_when_there_are_more_than_threads() {
        let threaded = Threaded::new(Scripted(|| thread::sleep(Duration::from_millis(1))));
        let mut exchanges: Vec<_> = (0..5 * MAX_THREADS).map(|_| exchange(&threaded, LONG)).collect();
        exchanges.retain_mut(|exchange| {
            exchange.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
        });
        assert!(threaded.0.workers.threads() <= MAX_THREADS);
        for exchange in exchanges {
            block_on(exchange).expect("a response");
        }
    }

    #[test]
    fn an_exchange_that_panics_fails_and_leaves_its_thread() {
        let panics = Mutex::new(true);
        let threaded = Threaded::new(Scripted(move || {
            if std::mem::take(&mut *panics.lock().expect("the flag")) {
                // A panic without a message on the output of the test.
                std::panic::resume_unwind(Box::new("an exchange panics"));
            }
        }));
        let error = block_on(exchange(&threaded, LONG)).expect_err("a panic");
        assert_eq!(error.kind(), TransportErrorKind::ConnectionLost);
        block_on(exchange(&threaded, LONG)).expect("a response");
    }

    /// Takes every thread of the transport until the sender is dropped.
    fn busy() -> (Threaded<impl BlockingMonitorTransport>, Sender<()>) {
        let (release, released): (Sender<()>, Receiver<()>) = channel();
        let released = Mutex::new(released);
        let wait = move || {
            let _ = released.lock().map(|released| released.recv());
        };
        (Threaded::new(Scripted(wait)), release)
    }

    #[test]
    fn an_exchange_that_finds_no_thread_in_time_was_not_sent() {
        let (threaded, release) = busy();
        let mut waiting: Vec<_> = (0..MAX_THREADS).map(|_| exchange(&threaded, LONG)).collect();
        for exchange in &mut waiting {
            assert!(exchange.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        let mut late = exchange(&threaded, Duration::from_millis(1));
        assert!(late.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        thread::sleep(Duration::from_millis(2));
        drop(release);
        assert_eq!(block_on(late).expect_err("too late").kind(), TransportErrorKind::Connect);
    }

    #[test]
    fn an_exchange_that_is_dropped_is_canceled_on_its_thread() {
        let (report, reported) = channel();
        let threaded = Threaded::new(Scripted(move || {
            let (report, (cut, cuts)) = (report.clone(), channel());
            let handle = CancelHandle::current().expect("the handle of this exchange");
            handle.on_cancel(move || cut.send(()).expect("the exchange waits"));
            report.send("begun").expect("the test waits");
            cuts.recv().expect("the exchange is canceled");
            report.send("canceled").expect("the test waits");
        }));
        let mut dropped = exchange(&threaded, LONG);
        assert!(dropped.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(reported.recv().expect("a report"), "begun");
        drop(dropped);
        assert_eq!(reported.recv().expect("a report"), "canceled");
    }
}
