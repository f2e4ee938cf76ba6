//! Expectations of a test: which predictions its program monitors.

mod capture;
mod expectation;

use crate::expected::Expected;
use crate::mock::MockTransport;
use crate::recorded::list_requests;

pub use capture::Capture;
pub use expectation::Expectation;

impl MockTransport {
    /// Adds an expectation: the program monitors predictions that match it. By default at least one
    /// must match, and every prediction matches.
    ///
    /// It can be added before or after the program runs. [`verify`](Self::verify) checks it,
    /// against everything that was monitored.
    ///
    /// ```
    /// # use picsellia_transport_mock::MockTransport;
    /// let mock = MockTransport::new();
    /// mock.expect_monitored().on("doors").source("camera-1").detections(2).tag("night").times(1);
    /// mock.expect_monitored().on("gates").never();
    /// ```
    #[track_caller]
    pub fn expect_monitored(&self) -> Expectation<'_> {
        Expectation::new(self, None)
    }

    /// Checks every expectation, including those of a [`Capture`] that is still alive.
    ///
    /// # Panics
    ///
    /// Panics if an expectation is not met. The message says what was expected and lists what was
    /// monitored.
    #[track_caller]
    pub fn verify(&self) {
        if let Some(unmet) = self.unmet(|_| true) {
            panic!("{unmet}");
        }
    }

    /// Starts to capture what is monitored from now on.
    ///
    /// The returned value is a guard: its expectations are checked when it is dropped.
    #[must_use]
    pub fn capture(&self) -> Capture {
        Capture::new(self.clone())
    }

    /// Returns the message about expectations that are not met.
    fn unmet(&self, which: impl Fn(&Expected) -> bool) -> Option<String> {
        // Conditions of a test run without the lock, because they may use the mock.
        let expectations: Vec<Expected> =
            self.state().expectations.iter().filter(|expected| which(expected)).cloned().collect();
        let monitored = self.monitored();
        let mut unmet: Vec<String> = expectations
            .iter()
            .filter_map(|expected| expected.unmet_by(monitored.get(expected.since..).unwrap_or_default()))
            .collect();
        if !unmet.is_empty() && monitored.is_empty() {
            unmet.push(format!("received {}", list_requests(&self.requests())));
        }
        (!unmet.is_empty()).then(|| unmet.join("\n"))
    }
}
