use std::pin::Pin;

use bytes::Bytes;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportError};

/// A transport under test, and the runtime that drives its futures.
pub trait Subject {
    /// Returns the transport. Every call returns the same one.
    fn transport(&self) -> &dyn MonitorTransport;

    /// Runs `future` to completion, on whatever runtime the transport needs.
    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>);
}

/// Runs `future` to completion and returns its value.
pub(crate) fn run<T>(subject: &dyn Subject, future: impl Future<Output = T>) -> T {
    let mut value = None;
    subject.block_on(Box::pin(async { value = Some(future.await) }));
    value.expect("Subject::block_on runs a future to completion")
}

/// Carries out one exchange.
pub(crate) fn exchange(
    subject: &dyn Subject,
    request: http::Request<Body>,
    limits: RequestLimits,
) -> Result<http::Response<Bytes>, TransportError> {
    run(subject, subject.transport().exchange(request, limits))
}
