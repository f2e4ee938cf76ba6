//! Runs the command against a service in this process.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use picsellia_server::{InferenceType, Server};
use picsellia_tests::{PNG, TOKEN};
use serde_json::Value;
use tempfile::TempDir;

/// The exit code and the output of the command.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    /// Checks that the command succeeded, and returns its stdout.
    #[track_caller]
    pub(crate) fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        &self.stdout
    }

    /// Checks that the command succeeded and printed one JSON value on one line.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let text = self.ok();
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        serde_json::from_str(text).expect("JSON")
    }

    /// Checks that the command failed with this code and JSON on stderr. Returns the error.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        let line = self.stderr.lines().last().expect("a line");
        let value: Value = serde_json::from_str(line).expect("JSON");
        let error = &value["error"];
        assert_eq!(error["code"], code, "{value}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{value}");
        assert!(error["hint"].is_string() || error["hint"].is_null(), "{value}");
        assert!(error["may_have_been_accepted"].is_boolean(), "{value}");
        error.clone()
    }
}

/// A folder to run the command in, which is also its home.
pub(crate) struct Shell {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl Shell {
    /// Creates a folder with an image and a prediction. No setting is made.
    pub(crate) fn new() -> Self {
        let shell = Self { folder: tempfile::tempdir().expect("a folder"), environment: Vec::new() };
        shell.write("door.png", PNG);
        shell.write(
            "prediction.json",
            r#"{"detection_classes":[1,0],"detection_boxes":[[128,200,159,240],[10,20,30,40]],"detection_scores":[0.9,0.7]}"#,
        );
        shell
    }

    /// Creates a folder with the settings for the service at this URL.
    pub(crate) fn at(url: &str) -> Self {
        Self::new()
            .set("PICSELLIA_HOST", url)
            .set("PICSELLIA_ORGANIZATION", "acme")
            .set("PICSELLIA_TOKEN", TOKEN)
    }

    /// Sets an environment variable.
    pub(crate) fn set(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("created");
        std::fs::write(path, content).expect("written");
    }

    pub(crate) fn command(&self) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_picsellia"))
    }

    /// Returns another program, in the same folder and environment.
    pub(crate) fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear().env("HOME", self.folder.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the command with these arguments.
    pub(crate) fn run(&self, words: &[&str]) -> Done {
        self.run_with_input(words, "")
    }

    pub(crate) fn run_with_input(&self, words: &[&str], input: &str) -> Done {
        let mut command = self.command();
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        // The command may end without reading its input.
        let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Done {
            code: output.status.code().expect("it ends by itself"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs the command with these arguments and `--json`.
    pub(crate) fn json(&self, words: &[&str]) -> Done {
        self.run(&[words, &["--json"]].concat())
    }

    /// Runs [`MONITOR`] with more arguments and `--json`.
    pub(crate) fn monitor(&self, words: &[&str]) -> Done {
        self.json(&[MONITOR, words].concat())
    }
}

/// The arguments of a valid call: two boxes in an image of 600 by 800 pixels.
pub(crate) const MONITOR: &[&str] = &[
    "monitor",
    "door.png",
    "--deployment",
    "doors",
    "--prediction",
    "prediction.json",
    "--latency",
    "0.257",
    "--height",
    "800",
    "--width",
    "600",
];

/// Starts a service with deployments of several types.
pub(crate) async fn service() -> Server {
    Server::builder()
        .token(TOKEN)
        .organization("acme")
        .deployment("doors", InferenceType::ObjectDetection)
        .labels("doors", ["person", "car"])
        .deployment("kinds", InferenceType::Classification)
        .deployment("empty", InferenceType::ObjectDetection)
        .temporary()
        .start()
        .await
        .expect("the service starts")
}

/// Runs a blocking test against a service.
pub(crate) fn with_service(test: impl FnOnce(&Shell, &Server)) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(service());
    test(&Shell::at(server.url()), &server);
    runtime.block_on(server.shutdown()).expect("it stops cleanly");
}

/// Returns the names in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let names =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().expect("Unicode")).collect();
    names.sort();
    names
}
