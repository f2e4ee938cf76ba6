#![doc = include_str!("../README.md")]

mod arguments;
mod cli;
mod commands;
mod connection;
mod failure;
mod input;
mod logging;
mod lookup;
mod output;
mod repairs;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output::Output;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return invalid_arguments(&error),
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
        .map_err(|error| Failure::other("cannot start the threads of the program").because(&error))
}

/// Prints help, the version, or what is wrong with the arguments.
fn invalid_arguments(error: &clap::Error) -> ExitCode {
    // The arguments did not parse, so `--json` is searched for as text.
    let json =
        std::env::args_os().take_while(|argument| argument != "--").any(|argument| argument == "--json");
    if error.use_stderr() && json {
        return Output::new(true).failure(&Failure::from(error));
    }
    // A closed pipe needs no message.
    let _ = error.print();
    if let Some(hint) = failure::hint_of_token(error) {
        Output::new(false).hint(hint);
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
