//! Compares the command `picsellia` with the library: both must send the same bytes.
//!
//! `PICSELLIA_COMMAND` names the binary. Without it, the command is not compared.

use std::path::{Path, PathBuf};

use picsellia_tests::TOKEN;
use picsellia_transport_conformance::{HttpPeer, Peer, RecordedRequest};
use serde_json::Value;
use tokio::process::Command;

use crate::case::Case;
use crate::compare::{Exchange, Outcome};
use crate::report::Report;
use crate::script::{self, Sdk};

/// The runs of the command.
pub(crate) struct CommandRuns {
    binary: Option<PathBuf>,
    results: Vec<(String, Option<String>)>,
}

impl CommandRuns {
    pub(crate) fn new() -> Self {
        Self { binary: std::env::var_os("PICSELLIA_COMMAND").map(PathBuf::from), results: Vec::new() }
    }

    /// Runs a case, and compares the requests with those of the library.
    pub(crate) async fn run(&mut self, case: &Case, library: &Exchange, folder: &Path) {
        let (Some(binary), Some(arguments)) = (&self.binary, arguments(case, &folder.join("command"))) else {
            return;
        };
        let peer = HttpPeer::start();
        peer.script(script::replies(case, Sdk::Ours, &peer.origin()));
        let mut command = Command::new(binary);
        command
            .args(&arguments)
            .env_clear()
            .env("PICSELLIA_TOKEN", TOKEN)
            .env("PICSELLIA_HOST", peer.origin());
        let done = command.output().await.expect("PICSELLIA_COMMAND names the command");
        let printed = serde_json::from_slice::<Value>(&done.stdout).unwrap_or_default();
        let difference = match &library.outcome {
            Outcome::Done(id) if !done.status.success() || printed["id"] != *id => {
                Some(format!("ended with {}: {}", done.status, String::from_utf8_lossy(&done.stderr)))
            }
            Outcome::Failed(_) if done.status.success() => Some(format!("printed {printed}")),
            _ if predictions(&peer.requests()) != predictions(&library.requests) => {
                let sent = peer.requests();
                let bodies = predictions(&sent);
                Some(format!(
                    "sent {:?}",
                    bodies.iter().map(|body| String::from_utf8_lossy(body)).collect::<Vec<_>>()
                ))
            }
            _ => None,
        };
        self.results.push((format!("{}: {}", case.group, case.name), difference));
    }

    /// Adds the results to the report.
    pub(crate) fn report(self, report: &mut Report) {
        for (case, difference) in self.results {
            if let Some(difference) = &difference {
                println!("FAILED the command: {case}\n  {difference}");
            }
            report.count("the command sends what the library sends", difference.is_none());
        }
    }
}

/// Returns the bodies of the predictions.
fn predictions(requests: &[RecordedRequest]) -> Vec<&[u8]> {
    let predictions = requests.iter().filter(|request| request.target.ends_with("/predictions"));
    predictions.map(|request| &*request.body).collect()
}

/// Returns the arguments of the command for a case, with its files in `folder`. Returns `None` if
/// the command cannot express the case, or if it has more than one prediction.
fn arguments(case: &Case, folder: &Path) -> Option<Vec<String>> {
    let plain = case.platform.is_empty() && case.login.len() == 1 && case.monitoring.len() <= 1;
    if !plain || !matches!(case.instruction.call, "monitor" | "monitor_bytes") {
        return None;
    }
    std::fs::create_dir_all(folder).expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).ok()?;
        path.to_str().map(str::to_owned)
    };
    let args = case.instruction.args.as_object()?;
    let given = |key: &str| args.get(key).filter(|value| !value.is_null());
    if given("shadow_latency").is_some() != given("shadow_prediction").is_some() {
        return None;
    }
    let filename = given("filename")?.as_str().filter(|name| !name.contains('/'))?;
    let bytes: Vec<u8> = serde_json::from_value(given("bytes")?.clone()).ok()?;
    let mut arguments = vec!["monitor".to_owned(), "--json".to_owned(), "--geometry=as-is".to_owned()];
    arguments.push(format!(
        "--deployment={}",
        text(case.instruction.deployment.as_ref()?.as_object()?.values().next()?)
    ));
    if let Some(organization) =
        case.instruction.connect.as_object().and_then(|connect| connect.values().next())
    {
        arguments.push(format!("--organization={}", text(organization)));
    }
    for (key, value) in args.iter().filter(|(_, value)| !value.is_null()) {
        let flag = key.replace('_', "-");
        match key.as_str() {
            "filename" | "bytes" => {}
            "prediction" | "shadow_prediction" => {
                let mut prediction = value.clone();
                prediction.as_object_mut()?.remove("type");
                let file = write(&format!("{key}.json"), prediction.to_string().as_bytes())?;
                arguments.push(format!("--{flag}={file}"));
            }
            "tags" => {
                let tags = value.as_array().filter(|tags| !tags.is_empty())?;
                arguments.extend(tags.iter().map(|tag| format!("--tag={}", text(tag))));
            }
            _ => arguments.push(format!("--{flag}={}", text(value))),
        }
    }
    arguments.push("--".to_owned());
    arguments.push(write(filename, &bytes)?);
    Some(arguments)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
