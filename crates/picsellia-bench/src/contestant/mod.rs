//! The ways to send predictions, each run in a process of its own.

mod content;
mod facade_async;
mod facade_blocking;
mod http_response;
mod limit;
mod naive;
pub(crate) mod official;
mod tasks;
mod threads;
mod transport_async;
mod transport_blocking;

use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use picsellia_transport_hyper::HyperTransport;
use picsellia_transport_reqwest::ReqwestTransport;
use serde::{Deserialize, Serialize};

use crate::arguments::Contest;
use crate::sample::Sample;
use crate::{Failure, measure};
use content::Content::{self, Building};

/// A way to send predictions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A plain writer of bytes that were made beforehand.
    Limit,
    /// The same writer, but the body is built each time: what no client that encodes an image can pass by much.
    LimitBuilding,
    /// The async facade over the transport on hyper.
    FacadeAsync,
    /// The blocking facade over the transport on ureq.
    FacadeBlocking,
    /// The async facade over the transport on reqwest.
    FacadeReqwest,
    /// The transport on hyper without the facade; the body is built each time.
    HyperBuilding,
    /// The transport on ureq without the facade; the body is built each time.
    UreqBuilding,
    /// The transport on reqwest without the facade; the body is built each time.
    ReqwestBuilding,
    /// The transport on hyper with a body that was made beforehand.
    Hyper,
    /// The transport on ureq with a body that was made beforehand.
    Ureq,
    /// The transport on reqwest with a body that was made beforehand.
    Reqwest,
    /// What one would write first: `serde_json` with the image as a `String`, over reqwest.
    Naive,
    /// The official Python SDK.
    Official,
}

impl Kind {
    /// The name that it has on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// The runtime of an async contestant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flavour {
    /// The thread that calls does everything.
    CurrentThread,
    /// As many threads as there are cores.
    MultiThread,
}

/// A contestant that is connected and ready.
trait Contestant {
    /// Sends predictions, as many at a time as the scenario says, at least one each, until the time has come. Gives how many
    /// were accepted; anything but an acceptance is a failure.
    fn send_until(&mut self, end: Instant) -> Result<u64, Failure>;
}

/// What a contestant did within the time that it was given.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// How many predictions were accepted.
    pub(crate) count: u64,
    /// How long they took together, in seconds.
    pub(crate) seconds: f64,
    /// The CPU time that they cost this process, in seconds.
    pub(crate) cpu_seconds: f64,
    /// The most memory that the process has held so far, in bytes.
    pub(crate) peak_memory: Option<u64>,
}

/// The line that says that a contestant is connected and warm.
pub(crate) const READY: &str = "ready";

/// Connects, and sends for as many milliseconds as each line of the input says.
pub(crate) fn run(contest: &Contest) -> Result<(), Failure> {
    let mut contestant = open(contest)?;
    contestant.send_until(Instant::now())?;
    let mut output = std::io::stdout().lock();
    writeln!(output, "{READY}")?;
    for line in std::io::stdin().lock().lines() {
        let span = Duration::from_millis(line?.trim().parse()?);
        let (started, cpu) = (Instant::now(), measure::cpu());
        let count = contestant.send_until(started + span)?;
        let turn = Turn {
            count,
            seconds: started.elapsed().as_secs_f64(),
            cpu_seconds: measure::cpu().saturating_sub(cpu).as_secs_f64(),
            peak_memory: measure::peak_memory(),
        };
        writeln!(output, "{}", serde_json::to_string(&turn)?)?;
    }
    Ok(())
}

fn open(contest: &Contest) -> Result<Box<dyn Contestant>, Failure> {
    let Contest { kind, port, flavour, scenario } = contest;
    let sample = Sample::new(scenario.image_bytes, scenario.boxes);
    let tasks = || tasks::Tasks::new(*flavour, scenario.in_flight);
    let prebuilt = || Content::prebuilt(&sample);
    let in_flight = scenario.in_flight;
    Ok(match kind {
        Kind::Limit => Box::new(limit::Limit::connect(*port, prebuilt()?, in_flight)?),
        Kind::LimitBuilding => Box::new(limit::Limit::connect(*port, Building(sample), in_flight)?),
        Kind::FacadeAsync => {
            Box::new(facade_async::connect(*port, sample, tasks()?, HyperTransport::new()?)?)
        }
        Kind::FacadeBlocking => Box::new(facade_blocking::connect(*port, sample, in_flight)?),
        Kind::FacadeReqwest => {
            Box::new(facade_async::connect(*port, sample, tasks()?, ReqwestTransport::new()?)?)
        }
        Kind::HyperBuilding => {
            Box::new(transport_async::connect(*port, Building(sample), tasks()?, HyperTransport::new()?)?)
        }
        Kind::UreqBuilding => Box::new(transport_blocking::connect(*port, Building(sample), in_flight)?),
        Kind::ReqwestBuilding => {
            Box::new(transport_async::connect(*port, Building(sample), tasks()?, ReqwestTransport::new()?)?)
        }
        Kind::Hyper => {
            Box::new(transport_async::connect(*port, prebuilt()?, tasks()?, HyperTransport::new()?)?)
        }
        Kind::Ureq => Box::new(transport_blocking::connect(*port, prebuilt()?, in_flight)?),
        Kind::Reqwest => {
            Box::new(transport_async::connect(*port, prebuilt()?, tasks()?, ReqwestTransport::new()?)?)
        }
        Kind::Naive => Box::new(naive::connect(*port, sample, tasks()?)?),
        Kind::Official => return Err("the official SDK runs in Python".into()),
    })
}

/// The URL that predictions are sent to.
fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}{}", crate::sink::PREDICTIONS)
}

fn check_accepted(status: http::StatusCode) -> Result<(), Failure> {
    if status == http::StatusCode::CREATED {
        Ok(())
    } else {
        Err(format!("the sink answered {status}").into())
    }
}
