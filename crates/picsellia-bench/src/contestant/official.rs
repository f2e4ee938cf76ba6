use std::path::Path;
use std::process::Command;

use crate::sample::{FILENAME, LATENCY, SIZE, Sample};
use crate::scenario::Scenario;

const PROGRAM: &str = include_str!("official.py");

/// Returns the command that runs the official SDK. It reads [`first_line`] first.
pub(crate) fn command(python: &Path, port: u16, scenario: Scenario) -> Command {
    let mut command = Command::new(python);
    command.args(["-c", PROGRAM]);
    for number in [port.into(), scenario.image_bytes, scenario.in_flight] {
        command.arg(number.to_string());
    }
    command.args([FILENAME, &LATENCY.to_string(), &SIZE.height.to_string(), &SIZE.width.to_string()]);
    // The SDK would use a proxy even for this machine.
    command.env("NO_PROXY", "127.0.0.1");
    command
}

/// Returns the prediction to send, as JSON.
pub(crate) fn first_line(scenario: Scenario) -> serde_json::Result<String> {
    serde_json::to_string(&Sample::new(0, scenario.boxes))
}
