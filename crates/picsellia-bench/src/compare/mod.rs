//! Runs all contestants against the same sink, round by round.

mod child;
mod congestion;
mod placement;

use std::io::Write as _;

use crate::Failure;
use crate::arguments::Compare;
use crate::contestant::Kind;
use crate::report;
use crate::results::ScenarioResults;
use crate::scenario::Scenario;
use child::{Contestant, Sink};

/// Runs every scenario, and prints the results.
pub(crate) fn run(options: &Compare) -> Result<(), Failure> {
    if options.rounds.quick {
        writeln!(std::io::stderr(), "quick: one short round, which measures nothing")?;
    }
    congestion::warn()?;
    let kinds = options.kinds();
    let mut results = Vec::new();
    for scenario in options.scenarios() {
        writeln!(std::io::stderr(), "{scenario}")?;
        results.push(compare(options, &kinds, scenario)?);
    }
    report::print(&results, options.format)
}

fn compare(options: &Compare, kinds: &[Kind], scenario: Scenario) -> Result<ScenarioResults, Failure> {
    let alone = scenario.in_flight == 1;
    placement::start_on(alone.then_some(1));
    let sink = Sink::start()?;
    placement::start_on(alone.then_some(0));
    let start = |&kind: &Kind| Contestant::start(options, sink.port(), kind, scenario);
    let mut contestants = kinds.iter().map(start).collect::<Result<Vec<_>, _>>()?;
    let (span, mut order) = (options.rounds.span(), fastrand::Rng::with_seed(7));
    for _ in 0..options.rounds.count() {
        for contestant in &mut contestants {
            contestant.take_turn(span)?;
        }
        // The previous contestant has an effect, so the order changes from round to round.
        order.shuffle(&mut contestants);
    }
    let finished = contestants.into_iter().map(Contestant::finish).collect();
    Ok(ScenarioResults::new(scenario, kinds, finished))
}
