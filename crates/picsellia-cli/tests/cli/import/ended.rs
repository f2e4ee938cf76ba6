//! Imports that are killed or interrupted, and resume.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};

use picsellia_tests::{Scripted, login};
use picsellia_transport_conformance::{Peer as _, Reply};
use serde_json::json;

use super::{
    IMPORT, ended, has_journaled, journal, journaled, names, service_in, spawn, stored, write_records,
};
use crate::support::Shell;

/// The default number of records.
const RECORDS: usize = 300;
const KILLS: usize = 5;

/// Set `PICSELLIA_IMPORT_RECORDS=10000` for a long run.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_repeatedly_sends_each_record_once() {
    let records = std::env::var("PICSELLIA_IMPORT_RECORDS")
        .map_or(RECORDS, |records| records.parse().expect("a number of records"));
    let data = tempfile::tempdir().expect("a folder");
    let server = service_in(data.path().to_owned()).await;
    let shell = Shell::at(server.url());
    write_records(&shell, records);
    for kill in 0..KILLS {
        let (before, left) = (journaled(&shell), records - journaled(&shell));
        let further = fastrand::usize(1..=(left / (KILLS - kill + 1)).max(1));
        let mut child = spawn(&shell, &[]);
        has_journaled(&shell, &mut child, before + further).await;
        child.kill().expect("SIGKILL");
        child.wait().expect("it is gone");
        println!("killed with {} of {records} in the journal", journaled(&shell));
    }
    let (there, at_the_service) = (journaled(&shell), stored(server.url()).await.len());
    println!("after {KILLS} kills: {there} in the journal, {at_the_service} at the service");
    assert!(there < records, "it was killed before the end");
    assert!(at_the_service >= there, "every record in the journal was sent");

    let done = ended(spawn(&shell, &["--json"])).await;
    let report = done.json();
    assert_eq!(
        (&report["already_there"], &report["refused"], &report["left"]),
        (&json!(there), &json!(0), &json!(0))
    );
    assert_eq!(report["sent"], json!(records - there));
    assert_eq!(stored(server.url()).await, names(records));
    server.shutdown().await.expect("it stops cleanly");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_import_finishes_the_requests_in_flight_and_can_resume() {
    let data = tempfile::tempdir().expect("a folder");
    let server = service_in(data.path().to_owned()).await;
    let shell = Shell::at(server.url());
    write_records(&shell, 3000);
    let mut child = spawn(&shell, &["--json"]);
    has_journaled(&shell, &mut child, 20).await;
    interrupt(&child);
    let done = ended(child).await;
    let error = done.failed(130);
    assert_eq!(error["kind"], "interrupted");
    assert!(error["hint"].to_string().contains("run the same command again"), "{error}");
    let report: serde_json::Value = serde_json::from_str(&done.stdout).expect("a report");
    let there = stored(server.url()).await.len();
    assert!(there < 3000, "it was interrupted");
    assert_eq!((&report["sent"], &report["left"]), (&json!(there), &json!(3000 - there)));
    assert_eq!(journaled(&shell), there);
    server.shutdown().await.expect("it stops cleanly");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_interrupt_ends_the_import_at_once() {
    let scripted = Scripted::start();
    let mut script = scripted.preamble();
    script.extend([login("jwt"), Reply::Stalled]);
    let until_then = script.len();
    scripted.peer.script(script);
    let shell = Shell::at(&scripted.peer.origin());
    write_records(&shell, 3);
    let mut child = spawn(&shell, &["--concurrency", "1"]);
    scripted.peer.heads(until_then).await;
    interrupt(&child);
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let read = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        stderr.read_line(&mut line).map(|_| (line, stderr))
    });
    let (line, _stderr) = read.await.expect("it is read").expect("a line");
    assert_eq!(line, "stopping after the requests in flight; press Ctrl-C again to stop now\n");
    interrupt(&child);
    assert_eq!(ended(child).await.code, 130);
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_without_its_service_stops_with_6_and_resumes_later() {
    let data = tempfile::tempdir().expect("a folder");
    let server = service_in(data.path().to_owned()).await;
    let shell = Shell::at(server.url());
    write_records(&shell, 3000);
    let mut child = spawn(&shell, &["--attempts", "1", "--concurrency", "2", "--json"]);
    has_journaled(&shell, &mut child, 20).await;
    server.shutdown().await.expect("it stops cleanly");
    let error = ended(child).await.failed(6);
    assert!(error["message"].to_string().contains("the import stopped"), "{error}");
    assert!(error["hint"].to_string().contains("run the same command again"), "{error}");
    let there = journaled(&shell);
    assert!(there < 3000, "it was stopped");

    let server = service_in(data.path().to_owned()).await;
    let shell = shell.set("PICSELLIA_HOST", server.url());
    let report = ended(spawn(&shell, &["--json"])).await.json();
    assert_eq!((&report["already_there"], &report["sent"]), (&json!(there), &json!(3000 - there)));
    assert_eq!(stored(server.url()).await, names(3000));
    assert!(!std::fs::read_to_string(journal(&shell)).expect("a journal").contains(picsellia_tests::TOKEN));
    server.shutdown().await.expect("it stops cleanly");
}

#[test]
fn without_a_service_no_journal_is_created() {
    let shell = Shell::at("http://127.0.0.1:1");
    write_records(&shell, 3);
    let done = shell.json(&[IMPORT, &["--attempts", "1"]].concat());
    done.failed(6);
    assert!(!journal(&shell).exists());
}
