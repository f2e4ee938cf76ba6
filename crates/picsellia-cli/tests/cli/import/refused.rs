//! Rejected records, and errors that stop the import.

use picsellia_tests::{Scripted, created, login, reply};
use picsellia_transport_conformance::Peer as _;
use serde_json::json;

use super::{IMPORT, journal, journaled, record, write_records};
use crate::support::{Shell, with_service};

#[test]
fn rejected_records_are_listed_and_can_be_corrected_while_the_others_are_sent() {
    with_service(|shell, _| {
        let reversed = record(1).replace("[128,200,159,240]", "[190,200,159,240]");
        let without_image = record(2).replace("door.png", "gone.png");
        let lines = [record(0), reversed, without_image, "nonsense".to_owned(), record(4)];
        shell.write("records.jsonl", lines.join("\n"));
        let done = shell.json(IMPORT);
        let error = done.failed(7);
        assert_eq!(error["message"], "3 of 5 records were rejected");
        assert!(error["hint"].to_string().contains("--geometry repair"), "{error}");
        let report: serde_json::Value = serde_json::from_str(&done.stdout).expect("a report");
        assert_eq!((&report["sent"], &report["refused"], &report["left"]), (&json!(2), &json!(3), &json!(0)));
        let mut refusals: Vec<_> = report["refusals"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|refused| {
                format!(
                    "{}: {}",
                    refused["record"].as_str().expect("text"),
                    refused["reason"].as_str().expect("text")
                )
            })
            .collect();
        refusals.sort();
        assert_eq!(refusals[0], "records.jsonl:2: detection_boxes[0]: bottom 159 is above top 190");
        assert!(
            refusals[1].starts_with("records.jsonl:3: cannot read the image gone.png: No such file"),
            "{}",
            refusals[1]
        );
        assert!(
            refusals[2].starts_with("records.jsonl:4: record: is not valid JSON at column 2"),
            "{}",
            refusals[2]
        );

        // With the image added and the box repaired, only these two records are sent.
        shell.write("gone.png", picsellia_tests::PNG);
        let done = shell.json(&[IMPORT, &["--geometry", "repair"]].concat());
        done.failed(7);
        let report: serde_json::Value = serde_json::from_str(&done.stdout).expect("a report");
        let counts = ["sent", "already_there", "refused", "repairs"].map(|field| report[field].clone());
        assert_eq!(counts, [json!(2), json!(2), json!(1), json!(1)]);
    });
}

#[test]
fn without_json_the_report_is_text_and_errors_are_on_stderr() {
    with_service(|shell, _| {
        let lines: Vec<_> = (0..30).map(|_| "nonsense".to_owned()).chain([record(0)]).collect();
        shell.write("records.jsonl", lines.join("\n"));
        let done = shell.run(IMPORT);
        assert_eq!(done.code, 7);
        for line in [
            "sent            1\n",
            "rejected        30\n",
            "remaining       0\n",
            "  … and 10 more\n",
            "journal: ",
        ] {
            assert!(done.stdout.contains(line), "{}", done.stdout);
        }
        assert!(done.stderr.starts_with("error: 30 of 31 records were rejected\n"), "{}", done.stderr);
    });
}

#[test]
fn an_error_that_concerns_every_record_stops_the_import() {
    with_service(|shell, server| {
        write_records(shell, 3);
        let other = Shell::at(server.url()).set("PICSELLIA_TOKEN", "another-token");
        write_records(&other, 3);
        other.json(IMPORT).failed(3);
        shell.json(&["import", "jsonl", "records.jsonl", "--deployment", "windows"]).failed(4);
        shell.json(&["import", "jsonl", "none.jsonl", "--deployment", "doors"]).failed(5);
        let error = shell.json(&[IMPORT, &["--type", "POINT"]].concat()).failed(5);
        assert!(error["message"].to_string().contains("of type OBJECT_DETECTION, not POINT"), "{error}");
        assert!(!journal(shell).exists());
    });
}

/// Returns a peer that accepts the login, and then responds to predictions with these statuses.
fn responding_with(statuses: &[u16]) -> (Scripted, Shell) {
    let scripted = Scripted::start();
    scripted.peer.script(scripted.preamble());
    scripted.peer.script(vec![login("jwt")]);
    scripted.peer.script(statuses.iter().map(|&status| reply(status, &json!({ "message": "no" }))).collect());
    let shell = Shell::at(&scripted.peer.origin());
    write_records(&shell, 20);
    (scripted, shell)
}

#[test]
fn an_unavailable_service_stops_the_import_but_single_failures_do_not() {
    let one_by_one = [IMPORT, &["--attempts", "1", "--concurrency", "1"]].concat();
    for (statuses, code, journaled_by_then) in [
        (&[201, 503][..], 6, 1),
        (&[201, 429], 6, 1),
        (&[201, 404], 4, 1),
        (&[500; 10], 6, 10),
        (&[500, 400, 413, 403], 3, 3),
    ] {
        let (scripted, shell) = responding_with(statuses);
        let error = shell.json(&one_by_one).failed(code);
        assert!(error["message"].to_string().contains("the import stopped"), "{error}");
        assert_eq!(scripted.predictions().len(), statuses.len(), "{statuses:?}");
        assert_eq!(journaled(&shell), journaled_by_then, "{statuses:?}");
    }
}

#[test]
fn a_record_has_the_same_key_in_every_run_or_its_own_key() {
    let (scripted, shell) = responding_with(&[500, 403]);
    let own = record(1).replace("\"latency\"", "\"key\":\"door-1\",\"latency\"");
    shell.write("records.jsonl", [record(0), own].join("\n"));
    let one_by_one = [IMPORT, &["--attempts", "1", "--concurrency", "1"]].concat();
    shell.json(&one_by_one).failed(3);
    scripted.peer.script(scripted.preamble());
    scripted.peer.script(vec![login("jwt"), created("a"), reply(409, &json!({ "message": "known" }))]);
    let report = shell.json(&one_by_one).json();
    assert_eq!((&report["sent"], &report["already_there"]), (&json!(1), &json!(1)));
    let keys: Vec<_> = scripted.predictions().into_iter().map(|(key, _)| key).collect();
    let [first, own, first_again, own_again] = keys.as_slice() else { panic!("{keys:?}") };
    assert_eq!((first, own.as_str(), own_again.as_str()), (first_again, "door-1", "door-1"));
    assert!(first.len() > 36, "{first}");
}

#[test]
fn a_pipe_or_a_folder_is_rejected_as_input() {
    let shell = Shell::new();
    for words in [["import", "jsonl", "/dev/null", "--dry-run"], ["import", "jsonl", ".", "--dry-run"]] {
        let error = shell.json(&words).failed(5);
        assert!(error["message"].to_string().contains("is not a file"), "{error}");
    }
}

#[test]
fn a_dry_run_validates_every_record_and_sends_nothing() {
    // No service is running.
    let shell = Shell::new();
    write_records(&shell, 3);
    let words = ["import", "jsonl", "records.jsonl", "--dry-run"];
    let report = shell.json(&words).json();
    assert_eq!(
        (&report["dry_run"], &report["sent"], &report["sendable"]),
        (&json!(true), &json!(0), &json!(3))
    );
    assert!(shell.run(&words).ok().contains("sendable        3\n"));

    shell.write("records.jsonl", record(0).replace("200,", "200000,"));
    let error = shell.json(&words).failed(5);
    assert_eq!(error["message"], "1 of 1 records were rejected");
    assert_eq!(journaled(&shell), 0);
    assert!(!journal(&shell).exists());
}
