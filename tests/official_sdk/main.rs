//! Drives the official Python SDK, unmodified: it and this SDK put the same requests on the wire, case by case, and
//! what it monitors on the local service is found by this SDK.
//!
//! `PICSELLIA_PYTHON` names the Python of a virtual environment with `picsellia==6.37.0`. The check is a program
//! rather than a test, so that `cargo test` needs nothing but Rust: `.ci/run` makes the environment and runs it.
//!
//! Where `PICSELLIA_COMMAND` names the binary `picsellia`, it does the same as well, as far as its flags go.
//!
//! A case is added in `cases/`, in one place: it is data that both sides read (`official.py`, `ours/`).

// A check that cannot go on ends with the reason.
#![allow(clippy::expect_used, clippy::print_stdout)]

mod case;
mod cases;
mod command;
mod compare;
mod documented;
mod exceptions;
mod found;
mod legacy;
mod official;
mod ours;
mod report;
mod script;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use picsellia_transport_conformance::{HttpPeer, Peer};

use case::Case;
use command::ByCommand;
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
    let mut by_command = ByCommand::new();
    for case in cases::all() {
        let [theirs, ours] = both(&case, &mut official, folder.path()).await;
        by_command.run(&case, &ours, folder.path()).await;
        let found = compare::compare(theirs, ours, &mut report.listed);
        report.judge(&case, &found);
    }
    by_command.report(&mut report);
    legacy::check(&mut report);
    documented::check(&mut report);
    found::check(&mut official, folder.path(), &mut report).await;
    report.end()
}

/// Lets both SDKs do it, each with a recording service of its own.
async fn both(case: &Case, official: &mut OfficialSdk, folder: &Path) -> [Exchange; 2] {
    place_image(case, folder);

    let peer = HttpPeer::start();
    peer.script(script::replies(case, Sdk::Official, &peer.origin()));
    let outcome = tokio::task::block_in_place(|| official.run(&case.told, &peer.origin(), folder));
    let theirs = Exchange { requests: peer.requests(), outcome };

    let peer = HttpPeer::start();
    peer.script(script::replies(case, Sdk::Ours, &peer.origin()));
    let outcome = ours::run(&case.told, &peer.origin(), folder).await;
    [theirs, Exchange { requests: peer.requests(), outcome }]
}

/// Writes the file that `monitor` takes by its path.
fn place_image(case: &Case, folder: &Path) {
    if case.told.call == "monitor" {
        let filename = case.told.args["filename"].as_str().expect("an image has a file name");
        let bytes: Vec<u8> = serde_json::from_value(case.told.args["bytes"].clone()).expect("bytes");
        std::fs::write(folder.join(filename), bytes).expect("the image can be written");
    }
}
