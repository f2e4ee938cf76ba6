use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;

use super::{BlockingMonitorTransport, Body, MonitorTransport, RequestLimits, TransportError};

/// A [`BlockingMonitorTransport`] as a [`MonitorTransport`] whose futures are ready at their first
/// poll.
///
/// That poll does the work, on the polling thread. So code that is written once, against
/// `MonitorTransport`, also runs without an async runtime. Do not use it in async code: the poll
/// would block every other task of the thread.
#[derive(Clone, Debug)]
pub struct Inline<T>(T);

impl<T: BlockingMonitorTransport> Inline<T> {
    /// Wraps `transport`.
    #[must_use]
    pub fn new(transport: T) -> Self {
        Self(transport)
    }

    /// Returns the wrapped transport.
    #[must_use]
    pub fn get_ref(&self) -> &T {
        &self.0
    }

    /// Returns the wrapped transport by value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

#[async_trait]
impl<T: BlockingMonitorTransport> MonitorTransport for Inline<T> {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.0.exchange(request, limits)
    }

    async fn sleep(&self, duration: Duration) {
        self.0.sleep(duration);
    }

    fn now(&self) -> Instant {
        self.0.now()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::TransportErrorKind;

    #[derive(Debug)]
    struct Refusing(Instant);

    impl BlockingMonitorTransport for Refusing {
        fn exchange(
            &self,
            _: http::Request<Body>,
            _: RequestLimits,
        ) -> Result<http::Response<Bytes>, TransportError> {
            Err(TransportError::new(TransportErrorKind::Connect))
        }

        fn sleep(&self, _: Duration) {}

        fn now(&self) -> Instant {
            self.0
        }
    }

    fn first_poll<T>(future: impl Future<Output = T>) -> Poll<T> {
        pin!(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn every_future_is_ready_at_its_first_poll() {
        let began = Instant::now();
        let inline = Inline::new(Arc::new(Refusing(began)));
        let exchanged =
            first_poll(inline.exchange(http::Request::new(Body::empty()), RequestLimits::default()));
        let Poll::Ready(Err(error)) = exchanged else { panic!("{exchanged:?}") };
        assert_eq!(error.kind(), TransportErrorKind::Connect);
        assert_eq!(first_poll(inline.sleep(Duration::from_secs(3600))), Poll::Ready(()));
        assert_eq!(inline.now(), began);
    }
}
