use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::contestant::{Flavour, Kind};
use crate::instructions::Work;
use crate::scenario::Scenario;

/// What the Picsellia SDK for Rust costs.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sends predictions to a sink on this machine in every way there is, and compares (goals P1, P2, P6).
    Compare(Compare),
    /// Builds bodies and judges boxes, against a copy of the image (goals P3, P4).
    Core(Rounds),
    /// Counts the instructions of building bodies and judging boxes under valgrind, and refuses more than there were.
    Instructions,
    /// Takes predictions and keeps nothing of them. Prints its port.
    #[command(hide = true)]
    Sink,
    /// Sends predictions for as many milliseconds as each line of the input says.
    #[command(hide = true)]
    Contestant(Contest),
    /// Does some work so many times.
    #[command(hide = true)]
    Repeat { work: Work, times: usize },
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Rounds {
    /// How often everything is measured; the figures are medians.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: Option<u32>,

    /// How long one measurement takes, in milliseconds.
    #[arg(long, value_name = "MILLISECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    span: Option<u64>,

    /// Only shows that everything runs: one short round of the smallest scenarios, unless said otherwise.
    #[arg(long)]
    pub(crate) quick: bool,
}

impl Rounds {
    pub(crate) fn count(self) -> u32 {
        self.rounds.unwrap_or(if self.quick { 1 } else { 9 })
    }

    pub(crate) fn span(self) -> Duration {
        Duration::from_millis(self.span.unwrap_or(if self.quick { 20 } else { 250 }))
    }
}

#[derive(Args, Debug)]
pub(crate) struct Compare {
    /// The Python of a virtual environment with the official SDK (`pip install picsellia==6.37.0`).
    #[arg(long, value_name = "PYTHON")]
    pub(crate) official: Option<PathBuf>,

    /// Sizes of the image, in bytes; `k` is a thousand of them and `m` a million. [default: 20k,200k,2m,10m]
    #[arg(long, value_delimiter = ',', value_parser = parse_size)]
    sizes: Vec<usize>,

    /// How many boxes a prediction has. [default: 10,300]
    #[arg(long, value_delimiter = ',')]
    boxes: Vec<usize>,

    /// How many predictions are under way at a time. [default: 1,2,8,32]
    #[arg(long, value_delimiter = ',', value_parser = parse_in_flight)]
    in_flight: Vec<usize>,

    /// Only these contestants, and the limit. [default: all]
    #[arg(long, value_delimiter = ',')]
    contestants: Vec<Kind>,

    /// The runtime of the async contestants.
    #[arg(long, default_value = "auto")]
    runtime: RuntimeChoice,

    #[command(flatten)]
    pub(crate) rounds: Rounds,

    /// How the results are printed.
    #[arg(long, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables for a terminal.
    Text,
    /// Tables for a page.
    Markdown,
    /// One object with everything that was measured.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuntimeChoice {
    /// One thread for one prediction at a time, and else several.
    Auto,
    /// The thread that calls does everything.
    CurrentThread,
    /// As many threads as there are cores.
    MultiThread,
}

impl Compare {
    pub(crate) fn scenarios(&self) -> Vec<Scenario> {
        let quick = self.rounds.quick;
        let sizes = or(&self.sizes, if quick { &[2_000] } else { &[20_000, 200_000, 2_000_000, 10_000_000] });
        let boxes = or(&self.boxes, if quick { &[3] } else { &[10, 300] });
        let in_flight = or(&self.in_flight, if quick { &[1, 2] } else { &[1, 2, 8, 32] });
        let mut scenarios = Vec::new();
        for &image_bytes in sizes {
            for &boxes in boxes {
                scenarios.extend(in_flight.iter().map(|&in_flight| Scenario {
                    image_bytes,
                    boxes,
                    in_flight,
                }));
            }
        }
        scenarios
    }

    pub(crate) fn kinds(&self) -> Vec<Kind> {
        let wanted = |kind: &Kind| match kind {
            Kind::Limit => true,
            Kind::Official if self.official.is_none() => false,
            kind => self.contestants.is_empty() || self.contestants.contains(kind),
        };
        Kind::value_variants().iter().copied().filter(wanted).collect()
    }

    pub(crate) fn flavour(&self, scenario: Scenario) -> Flavour {
        match self.runtime {
            RuntimeChoice::Auto if scenario.in_flight == 1 => Flavour::CurrentThread,
            RuntimeChoice::Auto | RuntimeChoice::MultiThread => Flavour::MultiThread,
            RuntimeChoice::CurrentThread => Flavour::CurrentThread,
        }
    }
}

fn or<'a>(given: &'a [usize], default: &'a [usize]) -> &'a [usize] {
    if given.is_empty() { default } else { given }
}

/// What a contestant is told by the process that compares.
#[derive(Args, Debug)]
pub(crate) struct Contest {
    pub(crate) kind: Kind,
    #[arg(long)]
    pub(crate) port: u16,
    #[arg(long)]
    pub(crate) flavour: Flavour,
    #[command(flatten)]
    pub(crate) scenario: Scenario,
}

fn parse_size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.to_ascii_lowercase() {
        lower if lower.ends_with('k') => (lower[..lower.len() - 1].to_owned(), 1_000),
        lower if lower.ends_with('m') => (lower[..lower.len() - 1].to_owned(), 1_000_000),
        lower => (lower, 1),
    };
    let size = digits.parse::<usize>().ok().and_then(|size| size.checked_mul(unit)).filter(|&size| size > 0);
    size.ok_or_else(|| format!("{text:?} is not a size: give bytes, such as 500, 20k or 2m"))
}

fn parse_in_flight(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 0).ok_or_else(|| "give a number from 1 on".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bytes_or_thousands_or_millions_of_them() {
        for (text, bytes) in [("500", 500), ("20k", 20_000), ("2M", 2_000_000)] {
            assert_eq!(parse_size(text), Ok(bytes));
        }
        for text in ["", "k", "-1", "0", "2g", "1.5m"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
