use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{
    BlockingMonitorTransport, Body, InferenceType, MonitorTransport, RequestLimits, Timestamp, TransportError,
};

use crate::monitored::Monitored;
use crate::recorded::RecordedRequest;
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
        self.state().service.deployments.state(name.into(), inference_type);
        self
    }

    /// States the label map of a deployment: the name of each class, counted from 0. Its champion model and its reviews
    /// have these labels. Without them a deployment has no model and no labels.
    #[must_use]
    pub fn with_labels<L: Into<String>>(self, deployment: &str, labels: impl IntoIterator<Item = L>) -> Self {
        let labels = labels.into_iter().map(Into::into).collect();
        self.state().service.deployments.set_labels(deployment, labels);
        self
    }

    /// States the time of day at which the mock begins; 2024-01-01 00:00:00 UTC unless said. From then on only waits,
    /// slow answers and [`advance`](Self::advance) move it.
    #[must_use]
    pub fn with_time(self, time: impl Into<Timestamp>) -> Self {
        self.state().clock.set_beginning(time.into());
        self
    }

    /// The id of the deployment of this name: the same in every run.
    #[must_use]
    pub fn deployment_id(&self, name: &str) -> String {
        service::deployment_id(name)
    }

    /// The id of a label that [`with_labels`](Self::with_labels) stated: the same in every run.
    #[must_use]
    pub fn label_id(&self, deployment: &str, label: &str) -> String {
        service::label_id(&service::deployment_id(deployment), label)
    }

    /// States the ids that the next predictions get, in order. Without them, and after them, ids are UUIDs that are
    /// the same in every run.
    pub fn receipt_ids<I: Into<String>>(&self, ids: impl IntoIterator<Item = I>) {
        self.state().service.receipt_ids.extend(ids.into_iter().map(Into::into));
    }

    /// Lets time pass on the mock's clock, as if nobody had asked for anything meanwhile: sessions end.
    pub fn advance(&self, duration: Duration) {
        self.state().clock.pass(duration);
    }

    /// Every request that was handed over, in order, whether or not the script let it arrive.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// Every prediction that was monitored, in order: those that the service answered with 201, whether or not that
    /// response arrived, each `Idempotency-Key` once. One whose predicted asset was deleted since is still here.
    #[must_use]
    pub fn monitored(&self) -> Vec<Monitored> {
        self.state().service.monitored().cloned().collect()
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
        limits: RequestLimits,
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
        limits: RequestLimits,
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
