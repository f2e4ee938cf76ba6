//! Assertions about the requests and predictions of a mock. Their messages list what it received.

use crate::mock::MockTransport;
use crate::recorded::{RecordedRequest, list_requests};
use crate::route::Route;
use crate::text::listed;

impl MockTransport {
    /// Asserts which requests the mock received, in order.
    ///
    /// # Panics
    ///
    /// Panics if it received other requests. The message lists them.
    #[track_caller]
    pub fn assert_routes(&self, expected: &[Route]) {
        let requests = self.requests();
        let received: Vec<Route> = requests.iter().map(RecordedRequest::route).collect();
        assert!(
            received == expected,
            "expected the requests {expected:?}, received {}",
            list_requests(&requests)
        );
    }

    /// Asserts how many predictions were monitored.
    ///
    /// # Panics
    ///
    /// Panics if the number differs. The message lists the predictions and the requests.
    #[track_caller]
    pub fn assert_monitored(&self, expected: usize) {
        let monitored = self.monitored();
        let lines = monitored.iter().map(|held| {
            let key = held.idempotency_key().unwrap_or("no key");
            format!("{} ({}, {key})", held.id(), held.request().filename())
        });
        assert!(
            monitored.len() == expected,
            "expected {expected} predictions, the service stores {} in total{}, after {}",
            monitored.len(),
            listed(lines),
            list_requests(&self.requests())
        );
    }

    /// Asserts that each scripted reply was used, except those of
    /// [`always`](crate::Script::always).
    ///
    /// # Panics
    ///
    /// Panics if a reply was not used. The message lists the unused replies and the requests.
    #[track_caller]
    pub fn assert_script_used(&self) {
        let unused = self.state().scripts.unused();
        assert!(
            unused.is_empty(),
            "no request used the replies {unused:?}; received {}",
            list_requests(&self.requests())
        );
    }
}
