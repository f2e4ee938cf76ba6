//! A service in this process, and the command against it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use picsellia_server::{InferenceType, Server};
use picsellia_tests::{PNG, TOKEN};
use serde_json::Value;
use tempfile::TempDir;

/// What the command ended with.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    /// It went well; what it printed.
    #[track_caller]
    pub(crate) fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        &self.stdout
    }

    /// It went well, and printed one JSON value on one line.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let text = self.ok();
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        serde_json::from_str(text).expect("JSON")
    }

    /// It failed with this code, and told so in one line of JSON on stderr; the error.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        let line = self.stderr.lines().last().expect("a line");
        let told: Value = serde_json::from_str(line).expect("JSON");
        let error = &told["error"];
        assert_eq!(error["code"], code, "{told}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{told}");
        assert!(error["hint"].is_string() || error["hint"].is_null(), "{told}");
        assert!(error["may_have_been_accepted"].is_boolean(), "{told}");
        error.clone()
    }
}

/// A folder to run the command in, with a home of its own.
pub(crate) struct Shell {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl Shell {
    /// With an image and a prediction in it, and nothing set.
    pub(crate) fn new() -> Self {
        let shell = Self { folder: tempfile::tempdir().expect("a folder"), environment: Vec::new() };
        shell.write("door.png", PNG);
        shell.write(
            "prediction.json",
            r#"{"detection_classes":[1,0],"detection_boxes":[[128,200,159,240],[10,20,30,40]],"detection_scores":[0.9,0.7]}"#,
        );
        shell
    }

    /// Set up for the service at this URL.
    pub(crate) fn at(url: &str) -> Self {
        Self::new()
            .set("PICSELLIA_HOST", url)
            .set("PICSELLIA_ORGANIZATION", "acme")
            .set("PICSELLIA_TOKEN", TOKEN)
    }

    /// With a variable of the environment.
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

    /// Another program in the same place.
    pub(crate) fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear().env("HOME", self.folder.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the command with these words.
    pub(crate) fn run(&self, words: &[&str]) -> Done {
        self.run_with_input(words, "")
    }

    pub(crate) fn run_with_input(&self, words: &[&str], input: &str) -> Done {
        let mut command = self.command();
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        // It may end without having read it.
        let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Done {
            code: output.status.code().expect("it ends by itself"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs it for a program, with `--json` behind these words.
    pub(crate) fn json(&self, words: &[&str]) -> Done {
        self.run(&[words, &["--json"]].concat())
    }

    /// Runs it for a program, with these words and a prediction that is sound.
    pub(crate) fn monitor(&self, words: &[&str]) -> Done {
        self.json(&[MONITOR, words].concat())
    }
}

/// The words of a call that is sound: two boxes in an image of 600 by 800 pixels.
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

/// A service with deployments of several types.
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

/// Runs what blocks while the service of this test goes on.
pub(crate) fn with_service(test: impl FnOnce(&Shell, &Server)) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(service());
    test(&Shell::at(server.url()), &server);
    runtime.block_on(server.shutdown()).expect("it stops cleanly");
}

/// The names in a folder.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let names =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().expect("Unicode")).collect();
    names.sort();
    names
}
