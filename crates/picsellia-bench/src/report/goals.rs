//! The goals that a comparison can judge.

use serde::Serialize;

use super::{Table, significant};
use crate::compare::Contest;
use crate::contestant::Kind;
use crate::scenario::Scenario;

/// A figure, and the goal that it is held against.
#[derive(Debug, Serialize)]
pub(super) struct Judgement {
    goal: &'static str,
    scenario: Scenario,
    what: String,
    figure: f64,
    least: f64,
    met: bool,
}

/// Every goal that the contests have figures for.
pub(super) fn judge(contests: &[Contest]) -> Vec<Judgement> {
    contests.iter().flat_map(judge_one).collect()
}

pub(super) fn table(contests: &[Contest]) -> Table {
    let mut table = Table::new(["goal", "scenario", "what", "figure", "at least", "met"]);
    for it in judge(contests) {
        let met = if it.met { "yes" } else { "no" };
        let (figure, least) = (significant(it.figure), significant(it.least));
        table.push([it.goal.to_owned(), it.scenario.to_string(), it.what, figure, least, met.to_owned()]);
    }
    table
}

/// The facades, each with what does the same without it.
const FACADES: [(Kind, Kind); 2] =
    [(Kind::FacadeAsync, Kind::HyperBuilding), (Kind::FacadeBlocking, Kind::UreqBuilding)];

fn judge_one(contest: &Contest) -> Vec<Judgement> {
    let scenario = contest.scenario;
    let one = scenario.in_flight == 1;
    let mut found = Vec::new();
    let mut note = |goal, what: String, figure: Option<f64>, least: f64| {
        if let Some(figure) = figure {
            found.push(Judgement { goal, scenario, what, figure, least, met: figure >= least });
        }
    };
    let rate = |kind, other| contest.rate_ratio(kind, other).map(|ratio| ratio.median);
    let cpu = |kind, other| contest.cpu_ratio(kind, other).map(|ratio| ratio.median);

    for (facade, bare) in FACADES {
        let name = facade.name();
        let least = match (facade, scenario.image_bytes) {
            (Kind::FacadeAsync, 20_000 | 200_000) => Some(0.85),
            (Kind::FacadeAsync, 2_000_000) => Some(0.95),
            (_, 20_000 | 200_000 | 2_000_000) => Some(0.80),
            _ => None,
        };
        if let Some(least) = least.filter(|_| one) {
            note("P1", format!("rate of {name}, of the limit"), rate(facade, Kind::Limit), least);
        }
        let least = match scenario.image_bytes {
            20_000 | 200_000 => Some((7.0, 12.0)),
            2_000_000 => Some((3.5, 5.0)),
            _ => None,
        };
        if let Some((times, part)) = least.filter(|_| one) {
            note("P2", format!("rate of {name}, × official"), rate(facade, Kind::Official), times);
            note("P2", format!("CPU of official, × {name}"), cpu(Kind::Official, facade), part);
        }
        if scenario.in_flight == 8 && scenario.image_bytes == 20_000 {
            note("P2", format!("rate of {name}, × official"), rate(facade, Kind::Official), 25.0);
        }
        if one && scenario.image_bytes == 200_000 {
            note("P6", format!("rate of {name}, of {}", bare.name()), rate(facade, bare), 0.97);
        }
    }
    found
}
