//! The official SDK, driven through one Python process.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use picsellia_tests::TOKEN;
use serde_json::{Value, json};

use crate::case::Told;
use crate::compare::Outcome;

/// A Python process that does with the official SDK what it is told.
#[derive(Debug)]
pub(crate) struct OfficialSdk {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    complaints: PathBuf,
}

impl OfficialSdk {
    /// Starts it. What it prints besides answers is kept in a file of `folder`.
    pub(crate) fn start(python: &Path, folder: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("official_sdk/official.py");
        let complaints = folder.join("official.log");
        let log = std::fs::File::create(&complaints).expect("a file for what Python prints");
        let mut process = Command::new(python)
            .arg(script)
            .env("PYTHONUTF8", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("PICSELLIA_PYTHON can be run");
        let input = process.stdin.take().expect("the input is piped");
        let output = BufReader::new(process.stdout.take().expect("the output is piped"));
        Self { process, input, output, complaints }
    }

    /// Does it at this host. Blocks until it is done.
    pub(crate) fn run(&mut self, told: &Told, host: &str, folder: &Path) -> Outcome {
        let mut line = serde_json::to_value(told).expect("a case is JSON");
        line["host"] = host.into();
        line["token"] = TOKEN.into();
        line["folder"] = folder.to_string_lossy().into();
        // A pipe that is closed shows in the response that does not come.
        let _ = writeln!(self.input, "{line}");
        let mut response = String::new();
        if !self.output.read_line(&mut response).is_ok_and(|read| read > 0) {
            let complaints = std::fs::read_to_string(&self.complaints).unwrap_or_default();
            panic!(
                "Python with the official SDK has ended: is picsellia==6.37.0 installed there?\n{complaints}"
            );
        }
        let mut response: Value =
            serde_json::from_str(&response).unwrap_or_else(|_| json!({ "failed": response }));
        match response.get_mut("done") {
            Some(done) => Outcome::Done(done.take()),
            None => Outcome::Failed(response["failed"].as_str().unwrap_or_default().to_owned()),
        }
    }
}

impl Drop for OfficialSdk {
    fn drop(&mut self) {
        // It has nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
