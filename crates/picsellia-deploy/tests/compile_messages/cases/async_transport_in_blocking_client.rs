//! The blocking client rejects an async transport, whose futures need an executor.

use std::time::{Duration, Instant};

use picsellia_deploy::transport::{Body, MonitorTransport, RequestLimits, TransportError};

#[derive(Debug)]
struct AsyncTransport;

#[async_trait::async_trait]
impl MonitorTransport for AsyncTransport {
    async fn exchange(
        &self,
        _: http::Request<Body>,
        _: RequestLimits,
    ) -> Result<http::Response<bytes::Bytes>, TransportError> {
        unimplemented!()
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> Instant {
        Instant::now()
    }
}

fn main() {
    let _ = picsellia_deploy::blocking::Client::builder(AsyncTransport);
}
