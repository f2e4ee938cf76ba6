//! The camera examples run against the local service, and each has at most 25 lines of user code.
#![allow(clippy::expect_used, reason = "what cannot go on ends the test")]

use std::path::{Path, PathBuf};
use std::process::Output;

use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::{Client, InferenceType};
use picsellia_server::Server;
use picsellia_transport_hyper::HyperTransport;
use tokio::process::Command;

/// The most lines of code besides imports, comments and blank lines.
const MOST_LINES: usize = 25;

#[test]
fn each_example_has_few_lines_of_user_code() {
    for example in ["camera_async", "camera_blocking"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(example).join("main.rs");
        let source = std::fs::read_to_string(path).expect("the example has a main file");
        let code = |line: &&str| !line.is_empty() && !line.starts_with("//") && !line.starts_with("use ");
        let lines = source.lines().map(str::trim).filter(code).count();
        assert!(lines <= MOST_LINES, "{example} has {lines} lines of user code, not {MOST_LINES}");
    }
}

/// Returns the path of a built example. It is beside the folder of the test binaries.
fn binary(example: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    let profile = test.ancestors().nth(2).expect("the test is in `deps`");
    profile.join("examples").join(format!("{example}{}", std::env::consts::EXE_SUFFIX))
}

async fn run(example: &str, url: &str) -> Output {
    let mut command = Command::new(binary(example));
    command.env("PICSELLIA_HOST", url).env("PICSELLIA_TOKEN", "local").env("PICSELLIA_ORGANIZATION", "hall");
    command.output().await.expect("the example is built with the tests: cargo test -p picsellia-examples")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_example_monitors_thirty_frames_and_reads_them_back() {
    for example in ["camera_async", "camera_blocking"] {
        let server = Server::builder().token("local").organization("hall").temporary();
        let server =
            server.deployment("doors", InferenceType::ObjectDetection).start().await.expect("a service");

        let output = run(example, server.url()).await;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{example}: {err}");
        assert_eq!(out.lines().filter(|line| line.starts_with("monitored as ")).count(), 30, "{out}{err}");
        assert_eq!(out.lines().filter(|line| line.ends_with(": 1 objects")).count(), 30, "{out}{err}");

        let transport = HyperTransport::new().expect("a transport");
        let client = Client::builder(transport).host(server.url()).token("local").organization("hall");
        let doors =
            client.connect().await.expect("a client").deployment("doors").await.expect("a deployment");
        let night = DataFilter::new().source("camera-1").tag("night");
        let stored = doors.predicted_assets(&night, 100).await.expect("a list");
        assert_eq!(stored.len(), 30);
        let shadow = stored[0].shadow().await.expect("a stored prediction").expect("a shadow prediction");
        assert_eq!(shadow.prediction.len(), 1);
        server.shutdown().await.expect("the service stops");
    }
}
