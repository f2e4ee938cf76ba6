use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use crate::expected::{Condition, Expected};
use crate::mock::MockTransport;
use crate::monitored::Monitored;
use crate::service::deployment_id;
use crate::text::counted;

/// An expectation of a test. Each method adds a condition, and a prediction matches if it meets all
/// of them.
///
/// The mock stores the expectation, so this value can be dropped. See
/// [`MockTransport::expect_monitored`].
pub struct Expectation<'a> {
    mock: &'a MockTransport,
    id: usize,
}

impl<'a> Expectation<'a> {
    /// `capture` is the id of its capture, and the number of predictions before that.
    #[track_caller]
    pub(super) fn new(mock: &'a MockTransport, capture: Option<(usize, usize)>) -> Self {
        let location = Location::caller();
        let mut state = mock.state();
        let id = state.next_id();
        let (capture, since) = capture.map_or((None, 0), |(capture, since)| (Some(capture), since));
        let conditions = Vec::new();
        state.expectations.push(Expected {
            id,
            capture,
            since,
            location,
            conditions,
            least: 1,
            most: usize::MAX,
        });
        drop(state);
        Self { mock, id }
    }

    /// Matches predictions of the deployment with this name.
    pub fn on(self, deployment: &str) -> Self {
        let (name, id) = (deployment.to_owned(), deployment_id(deployment));
        self.matching(format!("on {deployment:?}"), move |held| {
            held.deployment() == name || held.deployment_id() == id
        })
    }

    /// Matches predictions with this data source. The source of a request defaults to `serving`.
    pub fn source(self, source: &str) -> Self {
        let wanted = source.to_owned();
        self.matching(format!("source {source:?}"), move |held| held.source() == wanted)
    }

    /// Matches predictions that have this tag.
    pub fn tag(self, tag: &str) -> Self {
        let wanted = tag.to_owned();
        self.matching(format!("tag {tag:?}"), move |held| held.tags().contains(&wanted))
    }

    /// Matches predictions whose image has this file name.
    pub fn filename(self, filename: &str) -> Self {
        let wanted = filename.to_owned();
        self.matching(format!("filename {filename:?}"), move |held| held.request().filename() == wanted)
    }

    /// Matches detections with this number of boxes.
    pub fn detections(self, count: usize) -> Self {
        self.matching(counted(count, "detection"), move |held| {
            held.request().prediction().as_detection().is_some_and(|detection| detection.len() == count)
        })
    }

    /// Matches predictions of any type with this number of objects.
    pub fn objects(self, count: usize) -> Self {
        self.matching(counted(count, "object"), move |held| held.request().prediction().len() == count)
    }

    /// Matches predictions that meet a condition of your own. `words` describe it in messages: `on
    /// "doors", slower than a second`.
    pub fn matching(
        self,
        words: impl Into<String>,
        holds: impl Fn(&Monitored) -> bool + Send + Sync + 'static,
    ) -> Self {
        let condition = Condition { words: words.into(), holds: Arc::new(holds) };
        self.change(|expected| expected.conditions.push(condition))
    }

    /// Expects exactly `count` matching predictions.
    pub fn times(self, count: usize) -> Self {
        self.between(count, count)
    }

    /// Expects at least `count` matching predictions.
    pub fn at_least(self, count: usize) -> Self {
        self.between(count, usize::MAX)
    }

    /// Expects no matching prediction.
    pub fn never(self) -> Self {
        self.between(0, 0)
    }

    fn between(self, least: usize, most: usize) -> Self {
        self.change(|expected| (expected.least, expected.most) = (least, most))
    }

    fn change(self, change: impl FnOnce(&mut Expected)) -> Self {
        let mut state = self.mock.state();
        if let Some(expected) = state.expectations.iter_mut().find(|expected| expected.id == self.id) {
            change(expected);
        }
        drop(state);
        self
    }
}

impl fmt::Debug for Expectation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expectation").finish_non_exhaustive()
    }
}
