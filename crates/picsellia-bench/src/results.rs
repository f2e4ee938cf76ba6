//! The results of a comparison.

use serde::Serialize;

use crate::contestant::Kind;
use crate::scenario::Scenario;
use crate::statistics::Quartiles;
use crate::turn::Turn;

/// The results of all contestants in one scenario.
#[derive(Debug, Serialize)]
pub(crate) struct ScenarioResults {
    pub(crate) scenario: Scenario,
    /// The results, in the order of the kinds.
    pub(crate) contestants: Vec<ContestantResults>,
}

/// The turns of one contestant, one per round.
#[derive(Debug, Serialize)]
pub(crate) struct ContestantResults {
    pub(crate) kind: Kind,
    pub(crate) turns: Vec<Turn>,
}

impl ContestantResults {
    pub(crate) fn quartiles(&self, figure: impl Fn(&Turn) -> f64) -> Option<Quartiles> {
        Quartiles::of(self.turns.iter().map(figure))
    }

    /// Returns the peak memory of the process, in bytes.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        self.turns.iter().filter_map(|turn| turn.peak_memory).max()
    }
}

impl ScenarioResults {
    pub(super) fn new(scenario: Scenario, order: &[Kind], mut contestants: Vec<ContestantResults>) -> Self {
        contestants.sort_by_key(|results| order.iter().position(|&kind| kind == results.kind));
        Self { scenario, contestants }
    }

    fn of(&self, kind: Kind) -> Option<&ContestantResults> {
        self.contestants.iter().find(|results| results.kind == kind)
    }

    /// Combines the turns of two contestants round by round: both share the noise of a round.
    pub(crate) fn paired(
        &self,
        kind: Kind,
        other: Kind,
        figure: impl Fn(&Turn, &Turn) -> f64,
    ) -> Option<Quartiles> {
        let (mine, theirs) = (self.of(kind)?, self.of(other)?);
        Quartiles::of(mine.turns.iter().zip(&theirs.turns).map(|(mine, theirs)| figure(mine, theirs)))
    }

    /// Returns the ratio of the rates of two contestants.
    pub(crate) fn rate_ratio(&self, kind: Kind, other: Kind) -> Option<Quartiles> {
        self.paired(kind, other, |mine, theirs| mine.rate() / theirs.rate())
    }

    /// Returns the ratio of the CPU times per prediction of two contestants.
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
        let limit =
            ContestantResults { kind: Kind::Limit, turns: vec![turn(100, 1.0), turn(10, 1.0), turn(1, 1.0)] };
        let naive =
            ContestantResults { kind: Kind::Naive, turns: vec![turn(100, 2.0), turn(10, 2.0), turn(1, 2.0)] };
        let results = ScenarioResults::new(scenario, &[Kind::Limit, Kind::Naive], vec![naive, limit]);
        assert_eq!(results.contestants[0].kind, Kind::Limit);
        let half = Quartiles { q1: 0.5, median: 0.5, q3: 0.5 };
        assert_eq!(results.rate_ratio(Kind::Naive, Kind::Limit), Some(half));
        assert_eq!(results.rate_ratio(Kind::Official, Kind::Limit), None);
        assert_eq!(results.contestants[1].peak_memory(), Some(100));
    }
}
