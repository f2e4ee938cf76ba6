#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod connection;
mod expected_type;
mod failure;
mod input;
mod notices;
mod output;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output::Output;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return wrong_usage(&error),
    };
    let output = Output::new(cli.json);
    let done = runtime().and_then(|runtime| runtime.block_on(cli.command.run(output)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.failure(&failure),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::other("the threads of the program cannot be started").because(&error))
}

/// Help and version are data; anything else that the arguments end in is a failure.
fn wrong_usage(error: &clap::Error) -> ExitCode {
    // What was wrong may be the arguments before it, so it is looked for rather than parsed.
    let json =
        std::env::args_os().take_while(|argument| argument != "--").any(|argument| argument == "--json");
    if error.use_stderr() && json {
        return Output::new(true).failure(&Failure::of_arguments(error));
    }
    // A closed pipe is nobody's loss here.
    let _ = error.print();
    if let Some(hint) = failure::hint_of_token(error) {
        Output::new(false).hint(hint);
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
