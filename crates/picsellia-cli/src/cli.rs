//! The commands of the program, and the options that all of them have.

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::commands;
use crate::failure::Failure;
use crate::logging;
use crate::output::Output;

/// Monitor computer-vision predictions on Picsellia.
#[derive(Debug, Parser)]
#[command(name = "picsellia", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Examples:
  picsellia demo
  picsellia doctor
  picsellia monitor door.png --deployment doors \\
      --prediction prediction.json --latency 0.257

Exit codes:
    0  success
    1  any other failure, such as a request that the service rejects
    2  invalid arguments or configuration
    3  authentication failed
    4  not found
    5  invalid input, nothing was sent
    6  network or service unavailable, not delivered
    7  partly done
  130  interrupted")]
pub(crate) struct Cli {
    /// Print JSON on stdout, and errors as JSON on stderr
    #[arg(long, global = true, display_order = 900)]
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
    /// Returns whether the command runs the service, which writes a log.
    fn is_service(&self) -> bool {
        #[cfg(feature = "server")]
        return matches!(self, Self::Serve(_));
        #[cfg(not(feature = "server"))]
        false
    }

    /// Runs the command.
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        if !output.is_json() && !self.is_service() {
            logging::install_retry_notices();
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
            Self::Completions(command) => command.run(Cli::command(), output),
            Self::Manual(command) => command.run(Cli::command(), output),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `check` with each command that has no subcommands, and with its path.
    fn for_each_command(check: impl Fn(&str, &mut clap::Command)) {
        fn visit(path: &str, command: &mut clap::Command, check: &impl Fn(&str, &mut clap::Command)) {
            if command.get_subcommands().next().is_none() {
                return check(path, command);
            }
            for command in command.get_subcommands_mut().filter(|command| command.get_name() != "help") {
                visit(&format!("{path} {}", command.get_name()), command, check);
            }
        }
        let mut program = Cli::command();
        program.build();
        visit("picsellia", &mut program, &check);
    }

    #[test]
    fn each_command_has_an_example_that_fits_a_terminal() {
        for_each_command(|path, command| {
            let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(example.contains(path), "{path} has no example: {example}");
            let widest = example.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(80), "{path}: {example}");
        });
    }

    #[test]
    fn the_usage_line_has_every_required_option() {
        for_each_command(|path, command| {
            let usage = command.render_usage().to_string();
            assert!(usage.contains(path), "{usage}");
            assert!(usage.lines().all(|line| line.chars().count() <= 80), "{path}: {usage}");
            let required = command.get_arguments().filter(|argument| argument.is_required_set());
            for flag in required.filter_map(clap::Arg::get_long) {
                assert!(usage.contains(&format!("--{flag}")), "{path}: {usage}");
            }
        });
    }
}
