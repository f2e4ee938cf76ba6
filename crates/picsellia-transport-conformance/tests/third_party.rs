//! The contract of a transport, for one that counts requests.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{Body, BuildError, MonitorTransport, RequestLimits, TransportError, TransportOptions};
use picsellia_transport_conformance::{Subject, network_transport};
use picsellia_transport_hyper::HyperTransport;

/// The transport under test: it counts the requests that it passes to another transport.
#[derive(Debug)]
struct CountingTransport<T> {
    inner: T,
    requests: AtomicU64,
}

#[async_trait]
impl<T: MonitorTransport> MonitorTransport for CountingTransport<T> {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.inner.exchange(request, limits).await
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
    }

    fn now(&self) -> Instant {
        self.inner.now()
    }
}

/// The transport, and the runtime that it needs.
struct OnTokio {
    transport: CountingTransport<HyperTransport>,
    runtime: tokio::runtime::Runtime,
}

impl Subject for OnTokio {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.transport
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        self.runtime.block_on(future);
    }
}

fn with_options(options: &TransportOptions) -> Result<OnTokio, BuildError> {
    let inner = HyperTransport::with_options(options)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(OnTokio {
        transport: CountingTransport { inner, requests: AtomicU64::new(0) },
        runtime: runtime.map_err(|error| BuildError::caused_by(&error))?,
    })
}

// One `#[test]` for each rule.
network_transport!(with_options);
