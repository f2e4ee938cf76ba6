//! The command `picsellia`, told to do the same where flags can say it: it sends what the library sends, byte for byte.
//!
//! `PICSELLIA_COMMAND` names the binary. Without it this is left out.

use std::path::{Path, PathBuf};

use picsellia_tests::TOKEN;
use picsellia_transport_conformance::{HttpPeer, Peer, RecordedRequest};
use serde_json::Value;
use tokio::process::Command;

use crate::case::Case;
use crate::compare::{Exchange, Outcome};
use crate::report::Report;
use crate::script::{self, Sdk};

/// The cases that the command was run with.
pub(crate) struct ByCommand {
    binary: Option<PathBuf>,
    judged: Vec<(String, Option<String>)>,
}

impl ByCommand {
    pub(crate) fn new() -> Self {
        Self { binary: std::env::var_os("PICSELLIA_COMMAND").map(PathBuf::from), judged: Vec::new() }
    }

    /// Runs a case, and compares with what the library did.
    pub(crate) async fn run(&mut self, case: &Case, library: &Exchange, folder: &Path) {
        let (Some(binary), Some(words)) = (&self.binary, words(case, &folder.join("command"))) else {
            return;
        };
        let peer = HttpPeer::start();
        peer.script(script::replies(case, Sdk::Ours, &peer.origin()));
        let mut command = Command::new(binary);
        command.args(&words).env_clear().env("PICSELLIA_TOKEN", TOKEN).env("PICSELLIA_HOST", peer.origin());
        let done = command.output().await.expect("PICSELLIA_COMMAND names the command");
        let told = serde_json::from_slice::<Value>(&done.stdout).unwrap_or_default();
        let difference = match &library.outcome {
            Outcome::Done(id) if !done.status.success() || told["id"] != *id => {
                Some(format!("ended with {}: {}", done.status, String::from_utf8_lossy(&done.stderr)))
            }
            Outcome::Failed(_) if done.status.success() => Some(format!("printed {told}")),
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
        self.judged.push((format!("{}: {}", case.group, case.name), difference));
    }

    /// Tells how it went.
    pub(crate) fn report(self, report: &mut Report) {
        for (case, difference) in self.judged {
            if let Some(difference) = &difference {
                println!("FAILED the command: {case}\n  {difference}");
            }
            report.count("the command sends what the library sends", difference.is_none());
        }
    }
}

/// The bodies of the predictions.
fn predictions(requests: &[RecordedRequest]) -> Vec<&[u8]> {
    let predictions = requests.iter().filter(|request| request.target.ends_with("/predictions"));
    predictions.map(|request| &*request.body).collect()
}

/// The case in words of the command, with its files in `folder`; none where there are no such words, or where it is about
/// more than one prediction.
fn words(case: &Case, folder: &Path) -> Option<Vec<String>> {
    let plain = case.platform.is_empty() && case.login.len() == 1 && case.monitoring.len() <= 1;
    if !plain || !matches!(case.told.call, "monitor" | "monitor_bytes") {
        return None;
    }
    std::fs::create_dir_all(folder).expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).ok()?;
        path.to_str().map(str::to_owned)
    };
    let args = case.told.args.as_object()?;
    let given = |key: &str| args.get(key).filter(|value| !value.is_null());
    if given("shadow_latency").is_some() != given("shadow_prediction").is_some() {
        return None;
    }
    let filename = given("filename")?.as_str().filter(|name| !name.contains('/'))?;
    let bytes: Vec<u8> = serde_json::from_value(given("bytes")?.clone()).ok()?;
    let mut words = vec!["monitor".to_owned(), "--json".to_owned(), "--geometry=as-is".to_owned()];
    words
        .push(format!("--deployment={}", text(case.told.deployment.as_ref()?.as_object()?.values().next()?)));
    if let Some(organization) = case.told.connect.as_object().and_then(|connect| connect.values().next()) {
        words.push(format!("--organization={}", text(organization)));
    }
    for (key, value) in args.iter().filter(|(_, value)| !value.is_null()) {
        let flag = key.replace('_', "-");
        match key.as_str() {
            "filename" | "bytes" => {}
            "prediction" | "shadow_prediction" => {
                let mut prediction = value.clone();
                prediction.as_object_mut()?.remove("type");
                let file = write(&format!("{key}.json"), prediction.to_string().as_bytes())?;
                words.push(format!("--{flag}={file}"));
            }
            "tags" => {
                let tags = value.as_array().filter(|tags| !tags.is_empty())?;
                words.extend(tags.iter().map(|tag| format!("--tag={}", text(tag))));
            }
            _ => words.push(format!("--{flag}={}", text(value))),
        }
    }
    words.push("--".to_owned());
    words.push(write(filename, &bytes)?);
    Some(words)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
