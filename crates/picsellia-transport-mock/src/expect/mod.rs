//! What a test expects to be monitored, in the terms of its program.

mod capture;
mod expectation;

use crate::expected::Expected;
use crate::mock::MockTransport;
use crate::recorded::list_requests;

pub use capture::Capture;
pub use expectation::Expectation;

impl MockTransport {
    /// States that predictions like this are monitored: at least one, of whatever kind, until more is said. It counts
    /// everything that the mock holds when it is checked, so it may be stated before the program runs or after.
    ///
    /// Nothing is checked before [`verify`](Self::verify).
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

    /// Checks every expectation, those of a [`Capture`] that lives among them.
    ///
    /// # Panics
    ///
    /// If one is not met. The message says what was expected, and lists what was monitored instead.
    #[track_caller]
    pub fn verify(&self) {
        if let Some(unmet) = self.unmet(|_| true) {
            panic!("{unmet}");
        }
    }

    /// Starts to look at what is monitored from now on, apart from what was before. The value is a guard: its
    /// expectations are checked when it is dropped.
    #[must_use]
    pub fn capture(&self) -> Capture {
        Capture::new(self.clone())
    }

    /// What there is to say about the expectations that are not met.
    fn unmet(&self, which: impl Fn(&Expected) -> bool) -> Option<String> {
        // What a test states as a condition runs without the lock: it may look at the mock.
        let expectations: Vec<Expected> =
            self.state().expectations.iter().filter(|expected| which(expected)).cloned().collect();
        let monitored = self.monitored();
        let mut unmet: Vec<String> = expectations
            .iter()
            .filter_map(|expected| expected.unmet_by(monitored.get(expected.since..).unwrap_or_default()))
            .collect();
        if !unmet.is_empty() && monitored.is_empty() {
            unmet.push(format!("the requests were {}", list_requests(&self.requests())));
        }
        (!unmet.is_empty()).then(|| unmet.join("\n"))
    }
}
