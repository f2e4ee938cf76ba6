//! The child processes of a comparison.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use clap::ValueEnum as _;

use crate::Failure;
use crate::arguments::Compare;
use crate::contestant::{Kind, READY, official};
use crate::results::ContestantResults;
use crate::scenario::Scenario;

/// A process that reads commands and writes results, one per line.
struct Process {
    child: Child,
    /// Closed to end the process.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(mut command: Command) -> Result<Self, Failure> {
        let program = command.get_program().to_string_lossy().into_owned();
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| format!("cannot start {program}: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = output.ok_or("a process was started without a pipe for its output")?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    fn write_line(&mut self, line: &str) -> Result<(), Failure> {
        match &mut self.input {
            Some(input) => Ok(writeln!(input, "{line}")?),
            None => Err("the process has ended".into()),
        }
    }

    fn read_line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("the process ended, see its output above".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        // A contestant has nothing more to do, and a sink never ends by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a command that runs this program with other arguments.
fn this_program(arguments: &[&str]) -> Result<Command, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

/// The sink, in a process of its own.
pub(super) struct Sink {
    port: u16,
    _process: Process,
}

impl Sink {
    pub(super) fn start() -> Result<Self, Failure> {
        let mut process = Process::start(this_program(&["sink"])?)?;
        Ok(Self { port: process.read_line()?.parse()?, _process: process })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

/// A contestant, in a process of its own.
pub(super) struct Contestant {
    process: Process,
    results: ContestantResults,
}

impl Contestant {
    /// Starts a contestant, and waits until it is connected and warm.
    pub(super) fn start(
        options: &Compare,
        port: u16,
        kind: Kind,
        scenario: Scenario,
    ) -> Result<Self, Failure> {
        let process = match &options.official {
            Some(python) if kind == Kind::Official => {
                let mut process = Process::start(official::command(python, port, scenario))?;
                process.write_line(&official::first_line(scenario)?)?;
                process
            }
            _ => {
                let flavor = options.runtime_flavor(scenario).to_possible_value();
                let mut command = this_program(&["contestant", &kind.name(), "--port", &port.to_string()])?;
                command.args(["--runtime-flavor", flavor.as_ref().map_or("", |value| value.get_name())]);
                command.args(["--image-bytes", &scenario.image_bytes.to_string()]);
                command.args(["--boxes", &scenario.boxes.to_string()]);
                command.args(["--in-flight", &scenario.in_flight.to_string()]);
                Process::start(command)?
            }
        };
        let mut contestant = Self { process, results: ContestantResults { kind, turns: Vec::new() } };
        match contestant.read_line()?.as_str() {
            READY => Ok(contestant),
            other => Err(format!("{} printed {other:?} instead of {READY:?}", kind.name()).into()),
        }
    }

    /// Lets the contestant send for this long.
    pub(super) fn take_turn(&mut self, span: Duration) -> Result<(), Failure> {
        self.process.write_line(&span.as_millis().to_string())?;
        let turn = serde_json::from_str(&self.read_line()?)?;
        self.results.turns.push(turn);
        Ok(())
    }

    fn read_line(&mut self) -> Result<String, Failure> {
        self.process.read_line().map_err(|failure| format!("{}: {failure}", self.results.kind.name()).into())
    }

    /// Ends the contestant, and returns its results.
    pub(super) fn finish(self) -> ContestantResults {
        self.results
    }
}
