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

/// A transport with an in-memory Picsellia behind it. Clones share the same one.
///
/// ```
/// use picsellia_deploy::blocking::Client;
/// use picsellia_transport_mock::{MockTransport, Route};
///
/// let mock = MockTransport::new();
/// let client = Client::builder(mock.clone()).token("any").connect()?;
/// client.deployment("doors")?;
/// assert_eq!(mock.requests().last().map(|request| request.route()), Some(Route::FindDeployment));
/// # Ok::<(), picsellia_deploy::Error>(())
/// ```
#[derive(Clone)]
pub struct MockTransport {
    state: Arc<Mutex<State>>,
}

impl MockTransport {
    /// Creates a Picsellia that has a deployment of every name.
    #[must_use]
    pub fn new() -> Self {
        Self { state: Arc::new(Mutex::new(State::new())) }
    }

    /// Adds a deployment. Once one is added, deployments with other names no longer exist.
    #[must_use]
    pub fn with_deployment(self, name: impl Into<String>, inference_type: InferenceType) -> Self {
        self.state().service.deployments.add_explicit(name.into(), inference_type);
        self
    }

    /// Sets the label map of a deployment: the name of each class, starting at class 0.
    ///
    /// Its champion model and its reviews use these labels. By default a deployment has no model
    /// and no labels.
    #[must_use]
    pub fn with_labels<L: Into<String>>(self, deployment: &str, labels: impl IntoIterator<Item = L>) -> Self {
        let labels = labels.into_iter().map(Into::into).collect();
        self.state().service.deployments.set_labels(deployment, labels);
        self
    }

    /// Sets the time at which the clock of the mock starts. Defaults to 2024-01-01 00:00:00 UTC.
    ///
    /// Only waits, delayed replies and [`advance`](Self::advance) move the clock.
    #[must_use]
    pub fn with_time(self, time: impl Into<Timestamp>) -> Self {
        self.state().clock.set_beginning(time.into());
        self
    }

    /// Returns the id of the deployment with this name. It is the same in every run.
    #[must_use]
    pub fn deployment_id(&self, name: &str) -> String {
        service::deployment_id(name)
    }

    /// Returns the id of a label that [`with_labels`](Self::with_labels) set. It is the same in
    /// every run.
    #[must_use]
    pub fn label_id(&self, deployment: &str, label: &str) -> String {
        service::label_id(&service::deployment_id(deployment), label)
    }

    /// Sets the ids of the next predictions, in order.
    ///
    /// By default, and after these, the ids are UUIDs that are the same in every run.
    pub fn receipt_ids<I: Into<String>>(&self, ids: impl IntoIterator<Item = I>) {
        self.state().service.receipt_ids.extend(ids.into_iter().map(Into::into));
    }

    /// Advances the clock of the mock, for example until a session expires.
    pub fn advance(&self, duration: Duration) {
        self.state().clock.pass(duration);
    }

    /// Returns every request that the transport received, in order, including those that a script
    /// let fail.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// Returns every prediction that was monitored, in order.
    ///
    /// These are the predictions that the service accepted with 201, even if that response was
    /// lost. Each `Idempotency-Key` counts once. A prediction stays in the list after its predicted
    /// asset was deleted.
    #[must_use]
    pub fn monitored(&self) -> Vec<Monitored> {
        self.state().service.monitored().cloned().collect()
    }

    /// Returns every wait that was requested, in order.
    #[must_use]
    pub fn slept(&self) -> Vec<Duration> {
        self.state().clock.slept().to_vec()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // After a panic in another thread a test can still inspect the mock.
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

/// For the blocking facade. The mock never blocks.
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
