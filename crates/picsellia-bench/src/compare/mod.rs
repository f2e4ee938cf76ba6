//! All contestants against the same sink, round by round.

mod child;
mod congestion;
mod contest;
mod placement;

use std::io::Write as _;

use crate::Failure;
use crate::arguments::Compare;
use crate::contestant::Kind;
use crate::report;
use crate::scenario::Scenario;
use child::{Competitor, Sink};
pub(crate) use contest::{Contest, Standing};

/// Runs every scenario, and prints what came of it.
pub(crate) fn run(options: &Compare) -> Result<(), Failure> {
    if options.rounds.quick {
        writeln!(std::io::stderr(), "one short round: it shows that everything runs, and measures nothing")?;
    }
    congestion::warn()?;
    let kinds = options.kinds();
    let mut contests = Vec::new();
    for scenario in options.scenarios() {
        writeln!(std::io::stderr(), "{scenario}")?;
        contests.push(compete(options, &kinds, scenario)?);
    }
    report::print(&contests, options.format)
}

fn compete(options: &Compare, kinds: &[Kind], scenario: Scenario) -> Result<Contest, Failure> {
    let alone = scenario.in_flight == 1;
    placement::start_on(alone.then_some(1));
    let sink = Sink::start()?;
    placement::start_on(alone.then_some(0));
    let start = |&kind: &Kind| Competitor::start(options, sink.port(), kind, scenario);
    let mut competitors = kinds.iter().map(start).collect::<Result<Vec<_>, _>>()?;
    let (span, mut order) = (options.rounds.span(), fastrand::Rng::with_seed(7));
    for _ in 0..options.rounds.count() {
        for competitor in &mut competitors {
            competitor.take_turn(span)?;
        }
        // Who comes after whom tells: nobody shall always come after the same one.
        order.shuffle(&mut competitors);
    }
    let standings = competitors.into_iter().map(Competitor::end).collect();
    Ok(Contest::new(scenario, kinds, standings))
}
