//! Prints the results of a comparison, as tables or as JSON.

mod format;
mod goals;
mod table;

use std::io::Write as _;

use serde::Serialize;

use crate::Failure;
use crate::contestant::Kind;
use crate::results::{ContestantResults, ScenarioResults};
use crate::statistics::Quartiles;
use crate::turn::Turn;
pub(crate) use format::Format;
pub(crate) use table::Table;

/// Prints the results of all scenarios, and compares them with the goals.
pub(crate) fn print(results: &[ScenarioResults], format: Format) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    if format == Format::Json {
        #[derive(Serialize)]
        struct Everything<'a> {
            scenarios: &'a [ScenarioResults],
            goals: Vec<goals::GoalResult>,
        }
        let everything = Everything { scenarios: results, goals: goals::check(results) };
        writeln!(output, "{}", serde_json::to_string_pretty(&everything)?)?;
        return Ok(());
    }
    let heading = if format == Format::Markdown { "### " } else { "" };
    for scenario in results {
        writeln!(output, "\n{heading}{}\n\n{}", scenario.scenario, table_of(scenario).render(format))?;
    }
    writeln!(
        output,
        "\nCPU: the client's time per prediction. Ratios: median (first to third quartile) over all rounds."
    )?;
    let goals = goals::table(results);
    if !goals.is_empty() {
        writeln!(output, "\n{heading}Goals\n\n{}", goals.render(format))?;
    }
    Ok(())
}

fn table_of(results: &ScenarioResults) -> Table {
    let mut table = Table::new([
        "contestant",
        "predictions/s",
        "rate / limit",
        "CPU µs",
        "CPU / limit",
        "CPU - limit, µs",
        "peak MiB",
        "rate / official",
        "official CPU / CPU",
    ]);
    for contestant in &results.contestants {
        table.push(row(results, contestant));
    }
    table
}

fn row(results: &ScenarioResults, contestant: &ContestantResults) -> [String; 9] {
    let kind = contestant.kind;
    let versus_limit = (kind != Kind::Limit).then_some(Kind::Limit);
    let micros = |seconds: f64| format!("{:.1}", seconds * 1e6);
    let above = |other| results.paired(kind, other, |mine, limit| (mine.cpu() - limit.cpu()) * 1e6);
    let official = (kind != Kind::Official).then_some(Kind::Official);
    [
        kind.name(),
        median(contestant.quartiles(Turn::rate), |rate| format!("{rate:.0}")),
        versus_limit
            .and_then(|limit| results.rate_ratio(kind, limit))
            .map_or(String::new(), |it| spread(&it)),
        median(contestant.quartiles(Turn::cpu), micros),
        versus_limit.and_then(|limit| results.cpu_ratio(kind, limit)).map_or(String::new(), |it| spread(&it)),
        median(versus_limit.and_then(above), |micros| format!("{micros:.1}")),
        contestant.peak_memory().map(mebibytes).unwrap_or_default(),
        median(official.and_then(|official| results.rate_ratio(kind, official)), significant),
        median(official.and_then(|official| results.cpu_ratio(official, kind)), significant),
    ]
}

fn median(quartiles: Option<Quartiles>, show: impl Fn(f64) -> String) -> String {
    quartiles.map(|quartiles| show(quartiles.median)).unwrap_or_default()
}

/// Formats the median with the quartiles around it.
pub(crate) fn spread(quartiles: &Quartiles) -> String {
    let Quartiles { q1, median, q3 } = *quartiles;
    format!("{} ({} to {})", significant(median), significant(q1), significant(q3))
}

/// Formats a figure with two or three significant digits.
pub(crate) fn significant(figure: f64) -> String {
    match figure.abs() {
        small if small < 0.1 => format!("{figure:.3}"),
        middle if middle < 10.0 => format!("{figure:.2}"),
        large if large < 100.0 => format!("{figure:.1}"),
        _ => format!("{figure:.0}"),
    }
}

#[allow(clippy::cast_precision_loss)] // it is rounded to a tenth anyhow
fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}
