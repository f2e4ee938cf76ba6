#![doc = include_str!("../README.md")]

mod arguments;
mod compare;
mod contestant;
mod core_goals;
mod instructions;
mod measure;
mod report;
mod results;
mod sample;
mod scenario;
mod sink;
mod statistics;
mod turn;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};

/// Why a benchmark failed. It is only printed, so it needs no type of its own.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn run() -> Result<(), Failure> {
    match Arguments::parse().command {
        Command::Compare(options) => compare::run(&options),
        Command::Core(options) => core_goals::run(&options),
        Command::Instructions => instructions::run(),
        Command::Sink => sink::run(),
        Command::Contestant(options) => contestant::run(&options),
        Command::Repeat { work, times } => instructions::repeat(work, times),
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
