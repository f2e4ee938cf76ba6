use serde::Serialize;

use crate::contestant::{Kind, Turn};
use crate::scenario::Scenario;
use crate::statistics::Quartiles;

/// What came of one scenario.
#[derive(Debug, Serialize)]
pub(crate) struct Contest {
    pub(crate) scenario: Scenario,
    /// In the order of the kinds.
    pub(crate) standings: Vec<Standing>,
}

/// What one contestant did in each round.
#[derive(Debug, Serialize)]
pub(crate) struct Standing {
    pub(crate) kind: Kind,
    pub(crate) turns: Vec<Turn>,
}

impl Turn {
    /// Predictions per second.
    pub(crate) fn rate(&self) -> f64 {
        self.count_as_f64() / self.seconds
    }

    /// CPU time of the client for one prediction, in seconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.cpu_seconds / self.count_as_f64()
    }

    #[allow(clippy::cast_precision_loss)] // nobody sends 2^53 predictions
    fn count_as_f64(&self) -> f64 {
        self.count as f64
    }
}

impl Standing {
    pub(crate) fn quartiles(&self, figure: impl Fn(&Turn) -> f64) -> Option<Quartiles> {
        Quartiles::of(self.turns.iter().map(figure))
    }

    /// The most memory that the process held, in bytes.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        self.turns.iter().filter_map(|turn| turn.peak_memory).max()
    }
}

impl Contest {
    pub(super) fn new(scenario: Scenario, order: &[Kind], mut standings: Vec<Standing>) -> Self {
        standings.sort_by_key(|standing| order.iter().position(|&kind| kind == standing.kind));
        Self { scenario, standings }
    }

    pub(crate) fn standing(&self, kind: Kind) -> Option<&Standing> {
        self.standings.iter().find(|standing| standing.kind == kind)
    }

    /// What two contestants did, put together by `figure` round by round: the noise of a round is in both.
    pub(crate) fn paired(
        &self,
        kind: Kind,
        other: Kind,
        figure: impl Fn(&Turn, &Turn) -> f64,
    ) -> Option<Quartiles> {
        let (mine, theirs) = (self.standing(kind)?, self.standing(other)?);
        Quartiles::of(mine.turns.iter().zip(&theirs.turns).map(|(mine, theirs)| figure(mine, theirs)))
    }

    /// The rate of one as a fraction of the other's.
    pub(crate) fn rate_ratio(&self, kind: Kind, other: Kind) -> Option<Quartiles> {
        self.paired(kind, other, |mine, theirs| mine.rate() / theirs.rate())
    }

    /// The CPU for a prediction of one as a multiple of the other's.
    pub(crate) fn cpu_ratio(&self, kind: Kind, other: Kind) -> Option<Quartiles> {
        self.paired(kind, other, |mine, theirs| mine.cpu() / theirs.cpu())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(count: u64, seconds: f64) -> Turn {
        Turn { count, seconds, cpu_seconds: 1.0, peak_memory: Some(count) }
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let scenario = Scenario { image_bytes: 1, boxes: 0, in_flight: 1 };
        let limit = Standing { kind: Kind::Limit, turns: vec![turn(100, 1.0), turn(10, 1.0), turn(1, 1.0)] };
        let naive = Standing { kind: Kind::Naive, turns: vec![turn(100, 2.0), turn(10, 2.0), turn(1, 2.0)] };
        let contest = Contest::new(scenario, &[Kind::Limit, Kind::Naive], vec![naive, limit]);
        assert_eq!(contest.standings[0].kind, Kind::Limit);
        let half = Quartiles { q1: 0.5, median: 0.5, q3: 0.5 };
        assert_eq!(contest.rate_ratio(Kind::Naive, Kind::Limit), Some(half));
        assert_eq!(contest.rate_ratio(Kind::Official, Kind::Limit), None);
        assert_eq!(contest.standings[1].peak_memory(), Some(100));
    }
}
