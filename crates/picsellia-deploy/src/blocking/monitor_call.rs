use std::time::Duration;

use picsellia_core::{MonitorReceipt, MonitorRequest, MonitorRequestBuilder};

use super::drive::drive;
use crate::deployment::monitor_call::request_setters;
use crate::{Error, RetryPolicy};

/// A blocking call that monitors one prediction.
///
/// [`Deployment::monitor`](super::Deployment::monitor) starts it, and [`send`](Self::send) makes
/// it.
#[derive(Debug)]
#[must_use = "a monitor call does nothing until it is sent"]
pub struct MonitorCall(pub(super) crate::MonitorCall);

impl MonitorCall {
    /// Validates the prediction, sends it, and returns when the monitoring service has accepted it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with every problem if the request is
    /// invalid. Nothing is sent in this case. Other errors are those of
    /// [`Deployment::send`](super::Deployment::send).
    pub fn send(self) -> Result<MonitorReceipt, Error> {
        drive(self.0.send())
    }

    /// Validates the prediction and returns the request without sending it.
    ///
    /// [`Deployment::send`](super::Deployment::send) sends it. The retry policy and the timeout of
    /// this call are not part of the request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with every problem if the request is
    /// invalid.
    pub fn build(self) -> Result<MonitorRequest, Error> {
        self.0.build()
    }

    /// Sets the retry policy of this call, instead of the deployment's.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    pub fn retry_policy(self, policy: RetryPolicy) -> Self {
        Self(self.0.retry_policy(policy))
    }

    /// Sets the time limit of this call, including its attempts, waits and login.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.timeout(timeout))
    }

    fn map(self, change: impl FnOnce(MonitorRequestBuilder) -> MonitorRequestBuilder) -> Self {
        Self(self.0.map(change))
    }
}

request_setters!(MonitorCall);
