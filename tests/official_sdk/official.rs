//! Runs the official SDK in a Python process.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use picsellia_tests::TOKEN;
use serde_json::{Value, json};

use crate::case::Instruction;
use crate::compare::Outcome;

/// A Python process that carries out instructions with the official SDK.
#[derive(Debug)]
pub(crate) struct OfficialSdk {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    log_file: PathBuf,
}

impl OfficialSdk {
    /// Starts the process. Its other output is written to a file in `folder`.
    pub(crate) fn start(python: &Path, folder: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("official_sdk/official.py");
        let log_file = folder.join("official.log");
        let log = std::fs::File::create(&log_file).expect("a file for what Python prints");
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
        Self { process, input, output, log_file }
    }

    /// Carries out an instruction at this host, and blocks until it is done.
    pub(crate) fn run(&mut self, instruction: &Instruction, host: &str, folder: &Path) -> Outcome {
        let mut line = serde_json::to_value(instruction).expect("a case is JSON");
        line["host"] = host.into();
        line["token"] = TOKEN.into();
        line["folder"] = folder.to_string_lossy().into();
        // If the pipe is closed, the response is missing, which is reported below.
        let _ = writeln!(self.input, "{line}");
        let mut response = String::new();
        if !self.output.read_line(&mut response).is_ok_and(|read| read > 0) {
            let log = std::fs::read_to_string(&self.log_file).unwrap_or_default();
            panic!("the Python process ended; is picsellia==6.37.0 installed?\n{log}");
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
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
