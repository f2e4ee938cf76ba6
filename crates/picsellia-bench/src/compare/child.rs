//! The processes that are compared, as the one that compares sees them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use clap::ValueEnum as _;

use super::Standing;
use crate::Failure;
use crate::arguments::Compare;
use crate::contestant::{Kind, READY, official};
use crate::scenario::Scenario;

/// A process that is told what to do by lines, and answers by lines.
struct Process {
    child: Child,
    /// Closed to let it end.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(mut command: Command) -> Result<Self, Failure> {
        let program = command.get_program().to_string_lossy().into_owned();
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| format!("cannot start {program}: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = output.ok_or("a process was started without its output")?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    fn tell(&mut self, line: &str) -> Result<(), Failure> {
        match &mut self.input {
            Some(input) => Ok(writeln!(input, "{line}")?),
            None => Err("the process was ended".into()),
        }
    }

    fn hear(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("the process ended; what it wrote is above".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        // A contestant has nothing more to do, and a sink knows no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// This program, to do something else.
fn myself(arguments: &[&str]) -> Result<Command, Failure> {
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
        let mut process = Process::start(myself(&["sink"])?)?;
        Ok(Self { port: process.hear()?.parse()?, _process: process })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

/// A contestant, in a process of its own.
pub(super) struct Competitor {
    process: Process,
    standing: Standing,
}

impl Competitor {
    /// Starts it, and waits until it is connected and warm.
    pub(super) fn start(
        options: &Compare,
        port: u16,
        kind: Kind,
        scenario: Scenario,
    ) -> Result<Self, Failure> {
        let process = match &options.official {
            Some(python) if kind == Kind::Official => {
                let mut process = Process::start(official::command(python, port, scenario))?;
                process.tell(&official::first_line(scenario)?)?;
                process
            }
            _ => {
                let flavour = options.flavour(scenario).to_possible_value();
                let mut command = myself(&["contestant", &kind.name(), "--port", &port.to_string()])?;
                command.args(["--flavour", flavour.as_ref().map_or("", |value| value.get_name())]);
                command.args(["--image-bytes", &scenario.image_bytes.to_string()]);
                command.args(["--boxes", &scenario.boxes.to_string()]);
                command.args(["--in-flight", &scenario.in_flight.to_string()]);
                Process::start(command)?
            }
        };
        let mut competitor = Self { process, standing: Standing { kind, turns: Vec::new() } };
        match competitor.hear()?.as_str() {
            READY => Ok(competitor),
            other => Err(format!("{} said {other:?} and not that it is ready", kind.name()).into()),
        }
    }

    /// Lets it send for this long.
    pub(super) fn take_turn(&mut self, span: Duration) -> Result<(), Failure> {
        self.process.tell(&span.as_millis().to_string())?;
        let turn = serde_json::from_str(&self.hear()?)?;
        self.standing.turns.push(turn);
        Ok(())
    }

    fn hear(&mut self) -> Result<String, Failure> {
        self.process.hear().map_err(|failure| format!("{}: {failure}", self.standing.kind.name()).into())
    }

    /// Ends it. Gives what it did.
    pub(super) fn end(self) -> Standing {
        self.standing
    }
}
