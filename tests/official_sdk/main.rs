//! Compares this SDK with the unmodified official Python SDK. In each case both must send the same
//! requests. This SDK must also find what the official one monitors on the local service.
//!
//! `PICSELLIA_PYTHON` names the Python of a virtual environment with `picsellia==6.37.0`. The check
//! is a program instead of a test, so that `cargo test` needs only Rust. `.ci/run` creates the
//! environment and runs the program.
//!
//! If `PICSELLIA_COMMAND` names the binary `picsellia`, the command is compared too, as far as its
//! flags allow.
//!
//! Each case is defined once, in `cases/`, as data that both sides read (`official.py`, `ours/`).

// A failure ends the check with its reason.
#![allow(clippy::expect_used, clippy::print_stdout)]

mod case;
mod cases;
mod command;
mod compare;
mod documented_tests;
mod end_to_end;
mod general_differences;
mod legacy;
mod official;
mod ours;
mod report;
mod script;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use picsellia_transport_conformance::{HttpPeer, Peer};

use case::Case;
use command::CommandRuns;
use compare::Exchange;
use official::OfficialSdk;
use report::Report;
use script::Sdk;

#[tokio::main]
async fn main() -> ExitCode {
    let python = std::env::var_os("PICSELLIA_PYTHON")
        .map(PathBuf::from)
        .expect("PICSELLIA_PYTHON names a Python that has picsellia==6.37.0");
    let folder = tempfile::tempdir().expect("a folder for images");
    let mut official = OfficialSdk::start(&python, folder.path());
    let mut report = Report::default();
    let mut command_runs = CommandRuns::new();
    for case in cases::all() {
        let [theirs, ours] = both(&case, &mut official, folder.path()).await;
        command_runs.run(&case, &ours, folder.path()).await;
        let found = compare::compare(theirs, ours, &mut report.general);
        report.check(&case, &found);
    }
    command_runs.report(&mut report);
    legacy::check(&mut report);
    documented_tests::check(&mut report);
    end_to_end::check(&mut official, folder.path(), &mut report).await;
    report.end()
}

/// Runs a case with both SDKs, each with its own recording service.
async fn both(case: &Case, official: &mut OfficialSdk, folder: &Path) -> [Exchange; 2] {
    write_image(case, folder);

    let peer = HttpPeer::start();
    peer.script(script::replies(case, Sdk::Official, &peer.origin()));
    let outcome = tokio::task::block_in_place(|| official.run(&case.instruction, &peer.origin(), folder));
    let theirs = Exchange { requests: peer.requests(), outcome };

    let peer = HttpPeer::start();
    peer.script(script::replies(case, Sdk::Ours, &peer.origin()));
    let outcome = ours::run(&case.instruction, &peer.origin(), folder).await;
    [theirs, Exchange { requests: peer.requests(), outcome }]
}

/// Writes the file that `monitor` opens.
fn write_image(case: &Case, folder: &Path) {
    if case.instruction.call == "monitor" {
        let filename = case.instruction.args["filename"].as_str().expect("an image has a file name");
        let bytes: Vec<u8> = serde_json::from_value(case.instruction.args["bytes"].clone()).expect("bytes");
        std::fs::write(folder.join(filename), bytes).expect("the image can be written");
    }
}
