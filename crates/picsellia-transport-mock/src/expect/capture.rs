use std::fmt;

use super::Expectation;
use crate::mock::MockTransport;
use crate::monitored::Monitored;

/// The predictions that are monitored while this guard is alive.
///
/// Its expectations are checked when it is dropped, unless the test is already failing, so that a
/// check cannot be forgotten.
///
/// ```
/// # use picsellia_transport_mock::MockTransport;
/// # fn close_the_shop(_: &MockTransport) {}
/// # let mock = MockTransport::new();
/// let closing = mock.capture();
/// closing.expect_monitored().on("doors").never();
/// close_the_shop(&mock);
/// assert!(closing.monitored().is_empty());
/// ```
///
/// # Panics
///
/// Panics when it is dropped if one of its expectations is not met.
pub struct Capture {
    mock: MockTransport,
    id: usize,
    since: usize,
}

impl Capture {
    pub(super) fn new(mock: MockTransport) -> Self {
        let mut state = mock.state();
        let (id, since) = (state.next_id(), state.service.monitored().count());
        drop(state);
        Self { mock, id, since }
    }

    /// Adds an expectation about what is monitored while the capture is alive. By default at least
    /// one prediction must match.
    #[track_caller]
    pub fn expect_monitored(&self) -> Expectation<'_> {
        Expectation::new(&self.mock, Some((self.id, self.since)))
    }

    /// Returns what has been monitored since the capture started, in order.
    #[must_use]
    pub fn monitored(&self) -> Vec<Monitored> {
        self.mock.monitored().split_off(self.since)
    }

    /// Checks the expectations of the capture now.
    ///
    /// # Panics
    ///
    /// Panics if one of them is not met.
    #[track_caller]
    pub fn verify(&self) {
        if let Some(unmet) = self.unmet() {
            panic!("{unmet}");
        }
    }

    fn unmet(&self) -> Option<String> {
        self.mock.unmet(|expected| expected.capture == Some(self.id))
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        // A second panic would abort the process and hide the first one.
        let unmet = if std::thread::panicking() { None } else { self.unmet() };
        self.mock.state().expectations.retain(|expected| expected.capture != Some(self.id));
        if let Some(unmet) = unmet {
            panic!("{unmet}");
        }
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").field("monitored", &self.monitored().len()).finish_non_exhaustive()
    }
}
