//! Statements about what a mock has seen, which say what it saw where they do not hold.

use crate::mock::MockTransport;
use crate::recorded::{RecordedRequest, list_requests};
use crate::route::Route;
use crate::text::listed;

impl MockTransport {
    /// States which requests came, in order.
    ///
    /// # Panics
    ///
    /// If others came. The message lists them.
    #[track_caller]
    pub fn assert_routes(&self, expected: &[Route]) {
        let requests = self.requests();
        let came: Vec<Route> = requests.iter().map(RecordedRequest::route).collect();
        assert!(came == expected, "expected the requests {expected:?}, came {}", list_requests(&requests));
    }

    /// States how many predictions were monitored.
    ///
    /// # Panics
    ///
    /// If there were more or fewer. The message lists them, and the requests that came.
    #[track_caller]
    pub fn assert_monitored(&self, expected: usize) {
        let monitored = self.monitored();
        let lines = monitored.iter().map(|held| {
            let key = held.idempotency_key().unwrap_or("no key");
            format!("{} ({}, {key})", held.id(), held.request().filename())
        });
        assert!(
            monitored.len() == expected,
            "expected {expected} predictions, the service holds {} in all{}, after {}",
            monitored.len(),
            listed(lines),
            list_requests(&self.requests())
        );
    }

    /// States that each scripted reply was used ([`always`](crate::Script::always) apart).
    ///
    /// # Panics
    ///
    /// If one is left. The message lists those, and the requests that came.
    #[track_caller]
    pub fn assert_script_used(&self) {
        let unused = self.state().scripts.unused();
        assert!(
            unused.is_empty(),
            "no request used the replies {unused:?}; came {}",
            list_requests(&self.requests())
        );
    }
}
