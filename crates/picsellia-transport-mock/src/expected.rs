use std::panic::Location;
use std::sync::Arc;

use crate::monitored::Monitored;
use crate::text::{counted, listed};

/// An expectation: how many predictions must meet its conditions.
#[derive(Clone)]
pub(crate) struct Expected {
    pub(crate) id: usize,
    /// The capture that it belongs to, if any.
    pub(crate) capture: Option<usize>,
    /// The index of the first prediction that counts.
    pub(crate) since: usize,
    pub(crate) location: &'static Location<'static>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) least: usize,
    pub(crate) most: usize,
}

#[derive(Clone)]
pub(crate) struct Condition {
    /// Its description, such as `source "camera-1"`.
    pub(crate) words: String,
    pub(crate) holds: Arc<dyn Fn(&Monitored) -> bool + Send + Sync>,
}

impl Expected {
    /// Returns why these predictions do not meet the expectation, or `None` if they do.
    pub(crate) fn unmet_by(&self, monitored: &[Monitored]) -> Option<String> {
        let failing: Vec<Vec<&str>> = monitored.iter().map(|held| self.failing(held)).collect();
        let count = failing.iter().filter(|failing| failing.is_empty()).count();
        if (self.least..=self.most).contains(&count) {
            return None;
        }
        let lines = monitored.iter().zip(failing).map(|(held, failing)| match failing.as_slice() {
            [] => format!("+ {held}"),
            failing => format!("- {held} (not: {})", failing.join(", ")),
        });
        let actual = match monitored.len() {
            0 => "nothing was monitored".to_owned(),
            all => format!("{count} of {all} monitored:{}", listed(lines)),
        };
        Some(format!("expected {}, at {}; {actual}", self.words(), self.location))
    }

    /// Returns the conditions that a prediction does not meet.
    fn failing(&self, held: &Monitored) -> Vec<&str> {
        let failing = self.conditions.iter().filter(|condition| !(condition.holds)(held));
        failing.map(|condition| condition.words.as_str()).collect()
    }

    fn words(&self) -> String {
        let unit = "prediction";
        let count = match (self.least, self.most) {
            (0, 0) => format!("no {unit}"),
            (least, most) if least == most => format!("exactly {}", counted(least, unit)),
            (least, _) => format!("at least {}", counted(least, unit)),
        };
        let conditions: Vec<&str> =
            self.conditions.iter().map(|condition| condition.words.as_str()).collect();
        if conditions.is_empty() { count } else { format!("{count} ({})", conditions.join(", ")) }
    }
}
