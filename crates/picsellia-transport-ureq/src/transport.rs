use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{
    BlockingMonitorTransport, Body, BuildError, MonitorTransport, RequestLimits, TransportError,
    TransportErrorKind, TransportOptions,
};
use picsellia_transport_support::routing::Proxies;
use ureq::config::IpFamily;

use crate::converse::Patience;
use crate::engine::{Ends, Engine, Parts};
use crate::fault::unsendable;
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
    /// As [`with_options`](Self::with_options).
    pub fn new() -> Result<Self, BuildError> {
        Self::with_options(&TransportOptions::new())
    }

    /// A transport with options: proxies, root certificates, timeouts.
    ///
    /// ```
    /// use std::time::Duration;
    /// use picsellia_core::TransportOptions;
    /// use picsellia_transport_ureq::UreqTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = TransportOptions::new().connect_timeout(Duration::from_secs(5));
    /// let transport = UreqTransport::with_options(&options)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuildError`] where the URL of the proxy or a root certificate cannot be read, or a timeout is zero. A machine without any certificate
    /// authority is no such case: there, exchanges over `https` fail as [`Tls`](TransportErrorKind::Tls).
    pub fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        options.check()?;
        Ok(Self::from_engine(Engine::new(Parts {
            proxies: Proxies::from_options(options)?,
            tls: picsellia_transport_support::tls::trust_system_and(&options.root_certificates)?,
            connect_timeout: options.connect_timeout,
            pool_idle_timeout: options.pool_idle_timeout,
            patience: Patience {
                response: Some(options.response_timeout),
                write: Some(options.write_timeout),
            },
            family: IpFamily::Any,
            https_only: false,
        })))
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
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let max_response_bytes = limits.max_response_bytes;
        self.engine.exchange(
            &request,
            Ends {
                deadline: limits.deadline_from(Instant::now()),
                max_response_bytes,
                stop: Stop::default(),
            },
        )
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
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let stop = Stop::default();
        let ends = Ends {
            deadline: limits.deadline_from(Instant::now()),
            max_response_bytes: limits.max_response_bytes,
            stop: stop.clone(),
        };
        let _stopped_when_dropped = StopOnDrop(stop);
        match self.begin(request, ends) {
            Ok(exchanged) => exchanged.await.unwrap_or_else(|| {
                Err(TransportError::because(
                    TransportErrorKind::ConnectionLost,
                    "the thread of the exchange panicked",
                ))
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
                sender.send(Err(TransportError::because(TransportErrorKind::Connect, reason)));
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
