//! Drives the official Python SDK, unmodified: it and this SDK put the same request on the wire, and what it
//! monitors on the local service is found by this SDK.
//!
//! `PICSELLIA_PYTHON` names the Python of a virtual environment with `picsellia==6.37.0`. The check is a program
//! rather than a test, so that `cargo test` needs nothing but Rust: `.ci/run` makes the environment and runs it.

// A check that cannot go on ends with the reason.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;

use picsellia_deploy::DataFilter;
use picsellia_tests::{Scripted, TOKEN, client, created, login, request, service};
use serde_json::Value;
use transport_conformance::{Peer, RecordedRequest};

#[tokio::main]
async fn main() {
    let python = std::env::var_os("PICSELLIA_PYTHON")
        .map(PathBuf::from)
        .expect("PICSELLIA_PYTHON names a Python that has picsellia==6.37.0");
    let image = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/image.png");

    both_sdks_send_the_same(&python, &image).await;
    what_the_official_sdk_monitors_is_found(&python, &image).await;
    println!("2 passed, 0 failed");
}

async fn both_sdks_send_the_same(python: &Path, image: &Path) {
    let id = "0190a5c4-5d7e-7e61-a7f6-3c2f6f1b2a10";
    let official = Scripted::start();
    official.peer.script(official.preamble());
    official.peer.script(vec![login("jwt"), created(id)]);
    let answer = snippet(python, &official.peer.origin(), image).await;
    assert_eq!(answer["id"], id);

    let ours = Scripted::start();
    let doors = ours.deployment().await;
    ours.peer.script(vec![login("jwt"), created(id)]);
    doors.monitor(&request()).await.expect("the prediction is monitored");

    let (official, ours) = (official.peer.requests(), ours.peer.requests());
    assert_eq!(official.len(), ours.len());
    for (official, ours) in official.iter().zip(&ours) {
        println!("{} {}", ours.method, ours.target);
        assert_eq!((&official.method, &official.target), (&ours.method, &ours.target));
        for header in ["authorization", "content-type", "content-length", "x-picsellia-organization"] {
            assert_eq!(official.values(header), ours.values(header), "{header} of {}", ours.target);
        }
        assert_eq!(json(official), json(ours), "the body of {}", ours.target);
    }
    println!("both SDKs ask the same {} things, the body of the prediction included\n", ours.len());
}

async fn what_the_official_sdk_monitors_is_found(python: &Path, image: &Path) {
    let service = service().await;
    let answer = snippet(python, service.url(), image).await;
    let id = answer["id"].as_str().expect("monitor() returns a dict with an id");

    let client = client(service.url()).connect().await.expect("the service is there");
    let datalake = client.datalake().await.expect("there is a datalake");
    let found = datalake.list(&DataFilter::new().source("serving"), 10).await.expect("a list");
    let [data] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(data.filename, "image.png");
    let bytes = client.download(data).await.expect("the image");
    assert_eq!(&bytes[..], std::fs::read(image).expect("the image that was sent"));
    println!("prediction {id} of the official SDK is data {} here", data.id);
    service.shutdown().await.expect("the service stops");
}

/// Runs the snippet and returns what `monitor()` gave. The service answers meanwhile, on this runtime.
async fn snippet(python: &Path, host: &str, image: &Path) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("official_sdk/snippet.py");
    let mut command = Command::new(python);
    command.arg(script).args([host, TOKEN]).arg(image);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .expect("the thread ends")
        .expect("PICSELLIA_PYTHON can be run");
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "the official SDK failed:\n{out}{errors}");
    let last = out.lines().last().unwrap_or_default();
    serde_json::from_str(last).expect("the snippet prints the answer")
}

fn json(request: &RecordedRequest) -> Option<Value> {
    serde_json::from_slice(&request.body).ok()
}
