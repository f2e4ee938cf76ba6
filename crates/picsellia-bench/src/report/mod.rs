//! What came of the contests, for people and programs.

mod goals;
mod table;

use std::io::Write as _;

use serde::Serialize;

use crate::Failure;
use crate::arguments::Format;
use crate::compare::{Contest, Standing};
use crate::contestant::{Kind, Turn};
use crate::statistics::Quartiles;
pub(crate) use table::Table;

/// Writes all contests, and how they stand to the goals.
pub(crate) fn print(contests: &[Contest], format: Format) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    if format == Format::Json {
        #[derive(Serialize)]
        struct Everything<'a> {
            contests: &'a [Contest],
            goals: Vec<goals::Judgement>,
        }
        let everything = Everything { contests, goals: goals::judge(contests) };
        writeln!(output, "{}", serde_json::to_string_pretty(&everything)?)?;
        return Ok(());
    }
    for contest in contests {
        let heading = if format == Format::Markdown { "### " } else { "" };
        writeln!(output, "\n{heading}{}\n\n{}", contest.scenario, table_of(contest).render(format))?;
    }
    writeln!(
        output,
        "\nof the limit: the rate, and the CPU for a prediction, as multiples of the limit's (and their quartiles); above it: \
         what CPU is beyond the limit's"
    )?;
    let goals = goals::table(contests);
    if !goals.is_empty() {
        let heading = if format == Format::Markdown { "### " } else { "" };
        writeln!(output, "\n{heading}Goals\n\n{}", goals.render(format))?;
    }
    Ok(())
}

fn table_of(contest: &Contest) -> Table {
    let mut table = Table::new([
        "contestant",
        "predictions/s",
        "of the limit",
        "CPU µs",
        "of the limit's",
        "above it, µs",
        "peak MiB",
        "× official rate",
        "official CPU ×",
    ]);
    for standing in &contest.standings {
        table.push(row(contest, standing));
    }
    table
}

fn row(contest: &Contest, standing: &Standing) -> [String; 9] {
    let kind = standing.kind;
    let versus_limit = (kind != Kind::Limit).then_some(Kind::Limit);
    let micros = |seconds: f64| format!("{:.1}", seconds * 1e6);
    let above = |other| contest.paired(kind, other, |mine, limit| (mine.cpu() - limit.cpu()) * 1e6);
    let official = (kind != Kind::Official).then_some(Kind::Official);
    [
        kind.name(),
        median(standing.quartiles(Turn::rate), |rate| format!("{rate:.0}")),
        versus_limit
            .and_then(|limit| contest.rate_ratio(kind, limit))
            .map_or(String::new(), |it| spread(&it)),
        median(standing.quartiles(Turn::cpu), micros),
        versus_limit.and_then(|limit| contest.cpu_ratio(kind, limit)).map_or(String::new(), |it| spread(&it)),
        median(versus_limit.and_then(above), |micros| format!("{micros:.1}")),
        standing.peak_memory().map(mebibytes).unwrap_or_default(),
        median(official.and_then(|official| contest.rate_ratio(kind, official)), significant),
        median(official.and_then(|official| contest.cpu_ratio(official, kind)), significant),
    ]
}

fn median(quartiles: Option<Quartiles>, show: impl Fn(f64) -> String) -> String {
    quartiles.map(|quartiles| show(quartiles.median)).unwrap_or_default()
}

/// The median, and the quartiles around it.
pub(crate) fn spread(quartiles: &Quartiles) -> String {
    let Quartiles { q1, median, q3 } = *quartiles;
    format!("{} ({} to {})", significant(median), significant(q1), significant(q3))
}

/// Two digits after the point for small figures, less for larger ones.
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
