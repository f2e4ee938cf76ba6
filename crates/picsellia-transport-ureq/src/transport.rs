use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{
    BlockingMonitorTransport, Body, ExchangeLimits, MonitorTransport, TransportError, TransportErrorKind,
};

use crate::build_error::BuildError;
use crate::builder::UreqTransportBuilder;
use crate::converse::deadline;
use crate::engine::{Ends, Engine};
use crate::fault::{because, unsendable};
use crate::stop::Stop;
use crate::threads::{NoThread, Receiver, Timer, Workers, oneshot};

/// Carries requests with ureq. A clone shares the connections and the threads.
///
/// As a [`BlockingMonitorTransport`] it works on the thread that calls. As a [`MonitorTransport`] it has the work done by
/// threads of its own, so that no executor is held up, and needs no runtime of any kind:
///
/// * A thread is started where none is free, and ends after 15 seconds without work. There are at most 64; exchanges
///   beyond wait for one, and end as [`Connect`](TransportErrorKind::Connect) (not sent) where their time passes before.
/// * A dropped future cuts the connection of its exchange, which frees the thread. Only while a name is looked up or a
///   socket is being connected the thread stays for as long as that takes, at most the connect timeout.
/// * `sleep` holds no thread: one timer wakes all that sleep.
#[derive(Clone)]
pub struct UreqTransport {
    engine: Arc<Engine>,
    threads: Arc<Threads>,
}

#[derive(Debug)]
struct Threads {
    workers: Workers,
    timer: Timer,
}

impl UreqTransport {
    /// A transport with every option at its default.
    ///
    /// # Errors
    ///
    /// [`BuildError`] where the client cannot be set up. A machine without any certificate authority is no such case:
    /// there, exchanges over `https` fail as [`Tls`](TransportErrorKind::Tls).
    pub fn new() -> Result<Self, BuildError> {
        Self::builder().build()
    }

    /// Sets options: proxies, root certificates, timeouts.
    ///
    /// ```
    /// use std::time::Duration;
    /// use picsellia_transport_ureq::UreqTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let transport = UreqTransport::builder()
    ///     .proxy("http://user:password@proxy.example:3128")
    ///     .connect_timeout(Duration::from_secs(5))
    ///     .write_timeout(Duration::from_secs(30))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> UreqTransportBuilder {
        UreqTransportBuilder::new()
    }

    pub(crate) fn from_engine(engine: Engine) -> Self {
        let threads = Threads { workers: Workers::new(), timer: Timer::new() };
        Self { engine: Arc::new(engine), threads: Arc::new(threads) }
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").finish_non_exhaustive()
    }
}

impl BlockingMonitorTransport for UreqTransport {
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: ExchangeLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let max_answer_bytes = limits.max_answer_bytes;
        self.engine
            .exchange(&request, Ends { deadline: deadline(limits), max_answer_bytes, stop: Stop::default() })
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

#[async_trait]
impl MonitorTransport for UreqTransport {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: ExchangeLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let stop = Stop::default();
        let ends = Ends {
            deadline: deadline(limits),
            max_answer_bytes: limits.max_answer_bytes,
            stop: stop.clone(),
        };
        let _stopped_when_dropped = StopOnDrop(stop);
        match self.begin(request, ends) {
            Ok(exchanged) => exchanged.await.unwrap_or_else(|| {
                Err(because(TransportErrorKind::ConnectionLost, "the thread of the exchange panicked"))
            }),
            Err(NoThread) => Err(unsendable("the system gives no thread")),
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.threads.timer.sleep(duration).await;
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

type Exchanged = Result<http::Response<Bytes>, TransportError>;

impl UreqTransport {
    fn begin(&self, request: http::Request<Body>, ends: Ends) -> Result<Receiver<Exchanged>, NoThread> {
        let (sender, receiver) = oneshot();
        let engine = Arc::clone(&self.engine);
        self.threads.workers.run(move || {
            if Instant::now() >= ends.deadline && !ends.stop.is_stopped() {
                let reason = "no thread was free before the time limit passed";
                sender.send(Err(because(TransportErrorKind::Connect, reason)));
            } else if !ends.stop.is_stopped() {
                sender.send(engine.exchange(&request, ends));
            }
        })?;
        Ok(receiver)
    }
}

struct StopOnDrop(Stop);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}
