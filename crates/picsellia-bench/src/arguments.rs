use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::contestant::{ContestantArguments, Kind, RuntimeFlavor};
use crate::instructions::Work;
use crate::report::Format;
use crate::scenario::Scenario;

/// Benchmark the Picsellia SDK for Rust.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compare all ways to send predictions to a sink on this machine (goals P1, P2, P6).
    Compare(Compare),
    /// Measure body building against a copy of the image, and box validation (goals P3, P4).
    Core(Rounds),
    /// Count instructions under valgrind, and fail if there are more than the bounds allow.
    Instructions,
    /// Run the sink, which accepts and discards predictions. Prints its port.
    #[command(hide = true)]
    Sink,
    /// Run one contestant. Each line of stdin is a time to send for, in milliseconds.
    #[command(hide = true)]
    Contestant(ContestantArguments),
    /// Repeat some work.
    #[command(hide = true)]
    Repeat { work: Work, times: usize },
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Rounds {
    /// Measure this many times and report medians [default: 9]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: Option<u32>,

    /// Duration of one measurement, in milliseconds [default: 250]
    #[arg(long, value_name = "MILLISECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    span: Option<u64>,

    /// Check that everything runs: one short round of small scenarios, which measures nothing
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
    /// Python of a virtual environment with the official SDK (`pip install picsellia==6.37.0`)
    #[arg(long, value_name = "PYTHON")]
    pub(crate) official: Option<PathBuf>,

    /// Image sizes in bytes; `k` is a thousand and `m` a million [default: 20k,200k,2m,10m]
    #[arg(long, value_delimiter = ',', value_parser = parse_size)]
    sizes: Vec<usize>,

    /// Boxes per prediction [default: 10,300]
    #[arg(long, value_delimiter = ',')]
    boxes: Vec<usize>,

    /// Predictions in flight at a time [default: 1,2,8,32]
    #[arg(long, value_delimiter = ',', value_parser = parse_in_flight)]
    in_flight: Vec<usize>,

    /// Run only these contestants and the limit [default: all]
    #[arg(long, value_delimiter = ',')]
    contestants: Vec<Kind>,

    /// Tokio runtime of the async contestants
    #[arg(long, default_value = "auto")]
    runtime: RuntimeChoice,

    #[command(flatten)]
    pub(crate) rounds: Rounds,

    /// Output format
    #[arg(long, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuntimeChoice {
    /// One thread for one prediction in flight, several for more
    Auto,
    /// The calling thread does everything
    CurrentThread,
    /// One thread per core
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

    pub(crate) fn runtime_flavor(&self, scenario: Scenario) -> RuntimeFlavor {
        match self.runtime {
            RuntimeChoice::Auto if scenario.in_flight == 1 => RuntimeFlavor::CurrentThread,
            RuntimeChoice::Auto | RuntimeChoice::MultiThread => RuntimeFlavor::MultiThread,
            RuntimeChoice::CurrentThread => RuntimeFlavor::CurrentThread,
        }
    }
}

fn or<'a>(given: &'a [usize], default: &'a [usize]) -> &'a [usize] {
    if given.is_empty() { default } else { given }
}

fn parse_size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.to_ascii_lowercase() {
        lower if lower.ends_with('k') => (lower[..lower.len() - 1].to_owned(), 1_000),
        lower if lower.ends_with('m') => (lower[..lower.len() - 1].to_owned(), 1_000_000),
        lower => (lower, 1),
    };
    let size = digits.parse::<usize>().ok().and_then(|size| size.checked_mul(unit)).filter(|&size| size > 0);
    size.ok_or_else(|| format!("invalid size {text:?}: use bytes, such as 500, 20k or 2m"))
}

fn parse_in_flight(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 0).ok_or_else(|| "the number must be at least 1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bytes_thousands_or_millions() {
        for (text, bytes) in [("500", 500), ("20k", 20_000), ("2M", 2_000_000)] {
            assert_eq!(parse_size(text), Ok(bytes));
        }
        for text in ["", "k", "-1", "0", "2g", "1.5m"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
