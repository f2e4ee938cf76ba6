//! Compares the results with the goals.

use serde::Serialize;

use super::{Table, significant};
use crate::contestant::Kind;
use crate::results::ScenarioResults;
use crate::scenario::Scenario;

/// A figure, compared with its goal.
#[derive(Debug, Serialize)]
pub(super) struct GoalResult {
    goal: &'static str,
    scenario: Scenario,
    measure: String,
    figure: f64,
    minimum: f64,
    met: bool,
}

/// Returns every goal that the results have a figure for.
pub(super) fn check(results: &[ScenarioResults]) -> Vec<GoalResult> {
    results.iter().flat_map(check_scenario).collect()
}

pub(super) fn table(results: &[ScenarioResults]) -> Table {
    let mut table = Table::new(["goal", "scenario", "measure", "figure", "at least", "met"]);
    for goal in check(results) {
        let met = if goal.met { "yes" } else { "no" };
        let (figure, minimum) = (significant(goal.figure), significant(goal.minimum));
        table.push([
            goal.goal.to_owned(),
            goal.scenario.to_string(),
            goal.measure,
            figure,
            minimum,
            met.to_owned(),
        ]);
    }
    table
}

/// The facades, each with the bare transport below it.
const FACADES: [(Kind, Kind); 2] =
    [(Kind::FacadeAsync, Kind::HyperBuilding), (Kind::FacadeBlocking, Kind::UreqBuilding)];

fn check_scenario(results: &ScenarioResults) -> Vec<GoalResult> {
    let scenario = results.scenario;
    let one = scenario.in_flight == 1;
    let mut found = Vec::new();
    let mut note = |goal, measure: String, figure: Option<f64>, minimum: f64| {
        if let Some(figure) = figure {
            found.push(GoalResult { goal, scenario, measure, figure, minimum, met: figure >= minimum });
        }
    };
    let rate = |kind, other| results.rate_ratio(kind, other).map(|ratio| ratio.median);
    let cpu = |kind, other| results.cpu_ratio(kind, other).map(|ratio| ratio.median);

    for (facade, bare) in FACADES {
        let name = facade.name();
        let minimum = match (facade, scenario.image_bytes) {
            (Kind::FacadeAsync, 20_000 | 200_000) => Some(0.85),
            (Kind::FacadeAsync, 2_000_000) => Some(0.95),
            (_, 20_000 | 200_000 | 2_000_000) => Some(0.80),
            _ => None,
        };
        if let Some(minimum) = minimum.filter(|_| one) {
            note("P1", format!("rate: {name} / limit"), rate(facade, Kind::Limit), minimum);
        }
        let minimum = match scenario.image_bytes {
            20_000 | 200_000 => Some((7.0, 12.0)),
            2_000_000 => Some((3.5, 5.0)),
            _ => None,
        };
        if let Some((rate_minimum, cpu_minimum)) = minimum.filter(|_| one) {
            note("P2", format!("rate: {name} / official"), rate(facade, Kind::Official), rate_minimum);
            note("P2", format!("CPU: official / {name}"), cpu(Kind::Official, facade), cpu_minimum);
        }
        if scenario.in_flight == 8 && scenario.image_bytes == 20_000 {
            note("P2", format!("rate: {name} / official"), rate(facade, Kind::Official), 25.0);
        }
        if one && scenario.image_bytes == 200_000 {
            note("P6", format!("rate: {name} / {}", bare.name()), rate(facade, bare), 0.97);
        }
    }
    found
}
