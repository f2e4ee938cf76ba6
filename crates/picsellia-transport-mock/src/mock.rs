use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{
    BlockingMonitorTransport, Body, ExchangeLimits, InferenceType, MonitorTransport, TransportError,
};

use crate::monitored::Monitored;
use crate::recorded::Recorded;
use crate::route::Route;
use crate::script::Script;
use crate::service;
use crate::state::State;

/// A transport with a whole Picsellia behind it. A clone is a handle of the same one.
#[derive(Clone)]
pub struct MockTransport {
    state: Arc<Mutex<State>>,
}

impl MockTransport {
    /// A happy Picsellia that knows a deployment of every name.
    #[must_use]
    pub fn new() -> Self {
        Self { state: Arc::new(Mutex::new(State::new())) }
    }

    /// States that there is this deployment. From the first one on, no other name is known.
    #[must_use]
    pub fn with_deployment(self, name: impl Into<String>, inference_type: InferenceType) -> Self {
        self.state().service.add_deployment(name.into(), inference_type);
        self
    }

    /// The id of the deployment of this name: the same in every run.
    #[must_use]
    pub fn deployment_id(&self, name: &str) -> String {
        service::deployment_id(name)
    }

    /// Scripts the replies to a route.
    pub fn on(&self, route: Route) -> Script<'_> {
        Script::new(self, route)
    }

    /// Every request that was handed over, in order, whether or not the script let it arrive.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// Every prediction that the service now holds, in order: those that it answered with 201, whether or not that
    /// answer arrived, each `Idempotency-Key` once.
    #[must_use]
    pub fn monitored(&self) -> Vec<Monitored> {
        self.state().service.monitored().to_vec()
    }

    /// Every wait that was asked for, in order.
    #[must_use]
    pub fn slept(&self) -> Vec<Duration> {
        self.state().clock.slept().to_vec()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A test that panics elsewhere still wants to look.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MockTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MockTransport")
            .field("requests", &state.requests.len())
            .field("monitored", &state.service.monitored().len())
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl MonitorTransport for MockTransport {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: ExchangeLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.state().exchange(request, limits)
    }

    async fn sleep(&self, duration: Duration) {
        self.state().clock.sleep(duration);
    }

    fn now(&self) -> Instant {
        self.state().clock.now()
    }
}

/// For the blocking facade: nothing of the mock ever waits.
impl BlockingMonitorTransport for MockTransport {
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: ExchangeLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.state().exchange(request, limits)
    }

    fn sleep(&self, duration: Duration) {
        self.state().clock.sleep(duration);
    }

    fn now(&self) -> Instant {
        self.state().clock.now()
    }
}
