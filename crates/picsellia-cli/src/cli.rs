//! The arguments, but for those that one command alone has.

use clap::{Parser, Subcommand};

use crate::commands;
use crate::failure::Failure;
use crate::notices;
use crate::output::Output;

/// Monitor computer-vision predictions on Picsellia, and look at what was monitored.
#[derive(Debug, Parser)]
#[command(name = "picsellia", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Exit codes: 0 done, 2 wrong usage, 3 not authenticated, 4 not found, 5 not valid (nothing was sent), \
6 no network or no service (not delivered), 7 done in part, 130 interrupted, 1 anything else.")]
pub(crate) struct Cli {
    /// Print one JSON value on stdout, and errors as JSON on stderr.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Monitor(commands::monitor::Monitor),
    Shadow(commands::shadow::Shadow),
    Review(commands::review::Review),
    Predictions(commands::predictions::Predictions),
    Data(commands::data::Data),
    Import(commands::import::Import),
    Deployments(commands::deployments::Deployments),
    Labels(commands::labels::Labels),
    Stats(commands::stats::Stats),
    #[cfg(feature = "server")]
    Serve(commands::serve::Serve),
    #[cfg(feature = "server")]
    Demo(commands::demo::Demo),
    Doctor(commands::doctor::Doctor),
    Config(commands::config::Config),
    Completions(commands::manual::Completions),
    Manual(commands::manual::Manual),
}

impl Command {
    /// Whether it is a service, which writes a log.
    fn is_service(&self) -> bool {
        #[cfg(feature = "server")]
        return matches!(self, Self::Serve(_));
        #[cfg(not(feature = "server"))]
        false
    }

    /// Does it.
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        if !output.is_json() && !self.is_service() {
            notices::install();
        }
        match self {
            Self::Monitor(command) => command.run(output).await,
            Self::Shadow(command) => command.run(output).await,
            Self::Review(command) => command.run(output).await,
            Self::Predictions(command) => command.run(output).await,
            Self::Data(command) => command.run(output).await,
            Self::Import(command) => command.run(output).await,
            Self::Deployments(command) => command.run(output).await,
            Self::Labels(command) => command.run(output).await,
            Self::Stats(command) => command.run(output).await,
            #[cfg(feature = "server")]
            Self::Serve(command) => command.run(output).await,
            #[cfg(feature = "server")]
            Self::Demo(command) => command.run(output).await,
            Self::Doctor(command) => command.run(output).await,
            Self::Config(command) => command.run(output),
            Self::Completions(command) => command.run(output),
            Self::Manual(command) => command.run(output),
        }
    }
}
