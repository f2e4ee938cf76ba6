//! The ways to send predictions, each run in a process of its own.

mod content;
mod facade_async;
mod facade_blocking;
mod http_response;
mod kind;
mod limit;
mod naive;
pub(crate) mod official;
mod tasks;
mod threads;
mod transport_async;
mod transport_blocking;

use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};

use clap::Args;
use picsellia_transport_hyper::HyperTransport;
use picsellia_transport_reqwest::ReqwestTransport;

use crate::sample::Sample;
use crate::scenario::Scenario;
use crate::turn::Turn;
use crate::{Failure, measure};
use content::Content;
pub(crate) use kind::{Kind, RuntimeFlavor};

/// The arguments of a contestant process.
#[derive(Args, Debug)]
pub(crate) struct ContestantArguments {
    kind: Kind,
    #[arg(long)]
    port: u16,
    #[arg(long)]
    runtime_flavor: RuntimeFlavor,
    #[command(flatten)]
    scenario: Scenario,
}

/// A contestant that is connected and ready.
trait Contestant {
    /// Sends predictions until `end`, as many at a time as the scenario says, each at least once.
    ///
    /// Returns how many were accepted. Any other response is a failure.
    fn send_until(&mut self, end: Instant) -> Result<u64, Failure>;
}

/// The line that a contestant prints once it is connected and warm.
pub(crate) const READY: &str = "ready";

/// Connects, and then sends for the time in each line of stdin, in milliseconds.
pub(crate) fn run(arguments: &ContestantArguments) -> Result<(), Failure> {
    let mut contestant = open(arguments)?;
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

fn open(arguments: &ContestantArguments) -> Result<Box<dyn Contestant>, Failure> {
    let ContestantArguments { kind, port, runtime_flavor, scenario } = arguments;
    let sample = Sample::new(scenario.image_bytes, scenario.boxes);
    let tasks = || tasks::Tasks::new(*runtime_flavor, scenario.in_flight);
    let prebuilt = || Content::prebuilt(&sample);
    let in_flight = scenario.in_flight;
    Ok(match kind {
        Kind::Limit => Box::new(limit::Limit::connect(*port, prebuilt()?, in_flight)?),
        Kind::LimitBuilding => Box::new(limit::Limit::connect(*port, Content::building(sample), in_flight)?),
        Kind::FacadeAsync => {
            Box::new(facade_async::connect(*port, sample, tasks()?, HyperTransport::new()?)?)
        }
        Kind::FacadeBlocking => Box::new(facade_blocking::connect(*port, sample, in_flight)?),
        Kind::FacadeReqwest => {
            Box::new(facade_async::connect(*port, sample, tasks()?, ReqwestTransport::new()?)?)
        }
        Kind::HyperBuilding => Box::new(transport_async::connect(
            *port,
            Content::building(sample),
            tasks()?,
            HyperTransport::new()?,
        )?),
        Kind::UreqBuilding => {
            Box::new(transport_blocking::connect(*port, Content::building(sample), in_flight)?)
        }
        Kind::ReqwestBuilding => Box::new(transport_async::connect(
            *port,
            Content::building(sample),
            tasks()?,
            ReqwestTransport::new()?,
        )?),
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

/// Returns the URL of the sink for predictions.
fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}{}", crate::sink::PREDICTIONS)
}

fn check_accepted(status: http::StatusCode) -> Result<(), Failure> {
    if status == http::StatusCode::CREATED {
        Ok(())
    } else {
        Err(format!("the sink responded with {status}").into())
    }
}
