//! Runs the program against the official Python SDK, unmodified.
//!
//! `PICSELLIA_PYTHON` names the Python of a virtual environment with `picsellia==6.37.0`:
//! `PICSELLIA_PYTHON=… cargo test -p picsellia-cli --test official_sdk -- --nocapture`
#![cfg(unix)]
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::io::BufRead as _;
use std::process::{Command, Stdio};

const TOKEN: &str = "a-token";
const DEPLOYMENTS: [&str; 8] = [
    "classification:CLASSIFICATION:cat,dog",
    "object_detection:OBJECT_DETECTION:person,car",
    "segmentation:SEGMENTATION",
    "line:LINE",
    "point:POINT",
    "keypoint:KEYPOINT",
    "mask:MASK",
    "twin",
];
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

#[test]
fn every_call_of_a_monitoring_client_goes_through() {
    let python = std::env::var_os("PICSELLIA_PYTHON").expect("PICSELLIA_PYTHON is set");
    let folder = tempfile::tempdir().expect("a folder");
    let image = folder.path().join("image.png");
    std::fs::write(&image, PNG).expect("written");
    let mut program = Command::new(env!("CARGO_BIN_EXE_picsellia"))
        .args(["serve", "--listen", "127.0.0.1:0", "--organization", "acme", "--data"])
        .arg(folder.path().join("data"))
        .args(DEPLOYMENTS.iter().flat_map(|deployment| ["--deployment", deployment]))
        .env("PICSELLIA_TOKEN", TOKEN)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut url = String::new();
    std::io::BufReader::new(program.stdout.take().expect("a pipe")).read_line(&mut url).expect("a URL");

    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official_sdk/every_call.py");
    let status = Command::new(python).args([script, url.trim_end(), TOKEN]).arg(&image).status();
    program.kill().expect("it runs until now");
    program.wait().expect("it is gone");
    assert!(status.expect("Python runs").success());
}
