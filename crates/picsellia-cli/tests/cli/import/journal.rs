//! The journal: what it belongs to, and what it survives.

use std::fs::File;
use std::io::Write as _;

use serde_json::{Value, json};

use super::{IMPORT, journal, journaled, record, write_records};
use crate::support::{Shell, with_service};

#[test]
fn a_finished_import_sends_nothing_again() {
    with_service(|shell, _| {
        write_records(shell, 3);
        assert_eq!(shell.json(IMPORT).json()["sent"], 3);
        let report = shell.json(IMPORT).json();
        assert_eq!((&report["sent"], &report["already_there"]), (&json!(0), &json!(3)));
    });
}

#[test]
fn a_record_with_a_truncated_line_is_sent_again_and_stored_once() {
    with_service(|shell, server| {
        write_records(shell, 3);
        shell.json(IMPORT).ok();
        let whole = std::fs::read(journal(shell)).expect("a journal");
        for cut in [1, 20] {
            std::fs::write(journal(shell), &whole[..whole.len() - cut]).expect("written");
            let report = shell.json(IMPORT).json();
            assert_eq!((&report["sent"], &report["already_there"]), (&json!(1), &json!(2)));
            assert_eq!(journaled(shell), 3);
        }
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        assert_eq!(runtime.block_on(super::stored(server.url())), super::names(3));
    });
}

/// Runs an import that rejects records, and returns its report.
fn partial(shell: &Shell) -> Value {
    let done = shell.json(IMPORT);
    done.failed(7);
    serde_json::from_str(&done.stdout).expect("a report")
}

#[test]
fn rejected_records_are_sent_after_they_are_corrected() {
    with_service(|shell, server| {
        let records: Vec<_> = (0..4).map(record).collect();
        let reversed = records[2].replace("128,200,159,240", "159,240,128,200");
        shell
            .write("records.jsonl", [records[0].as_str(), "not a record", &reversed, &records[3]].join("\n"));
        let report = partial(shell);
        assert_eq!((&report["sent"], &report["refused"]), (&json!(2), &json!(2)));
        shell.write("records.jsonl", records.join("\n"));
        let report = shell.json(IMPORT).json();
        assert_eq!((&report["sent"], &report["already_there"]), (&json!(2), &json!(2)));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        assert_eq!(runtime.block_on(super::stored(server.url())), super::names(4));
    });
}

#[test]
fn a_sent_record_that_changes_later_is_rejected() {
    with_service(|shell, server| {
        write_records(shell, 3);
        shell.json(IMPORT).ok();
        // A new first line moves every other record by one line.
        let records: Vec<_> = [3, 0, 1, 2].map(record).into();
        shell.write("records.jsonl", records.join("\n"));
        let report = partial(shell);
        assert_eq!((&report["sent"], &report["refused"]), (&json!(1), &json!(3)));
        assert!(report.to_string().contains("has changed since it was sent"), "{report}");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        assert_eq!(runtime.block_on(super::stored(server.url())), ["0.png", "1.png", "2.png", "2.png"]);
    });
}

#[test]
fn a_journal_is_not_used_for_another_deployment() {
    with_service(|shell, _| {
        write_records(shell, 3);
        shell.json(IMPORT).ok();
        let elsewhere = ["--journal", "records.jsonl.doors.journal"];
        let words = [&["import", "jsonl", "records.jsonl", "--deployment", "empty"][..], &elsewhere].concat();
        let error = shell.json(&words).failed(2);
        assert!(error["message"].to_string().contains("belongs to the deployment \\\"doors\\\""), "{error}");
        assert_eq!(journaled(shell), 3);
    });
}

#[test]
fn a_file_that_is_not_a_journal_stays_unchanged() {
    with_service(|shell, _| {
        write_records(shell, 3);
        for content in ["precious", "precious\n", "{}\n"] {
            shell.write("precious", content);
            let error = shell.json(&[IMPORT, &["--journal", "precious"]].concat()).failed(2);
            assert!(error["message"].to_string().contains("is not an import journal"), "{error}");
            assert_eq!(std::fs::read_to_string(shell.path("precious")).expect("it is there"), content);
        }
    });
}

#[test]
fn two_imports_do_not_share_a_journal() {
    with_service(|shell, _| {
        write_records(shell, 3);
        let mut other = File::create(journal(shell)).expect("a journal");
        other.try_lock().expect("nobody else has it");
        let error = shell.json(IMPORT).failed(1);
        assert!(error["message"].to_string().contains("another import uses the journal"), "{error}");
        // An incomplete first line, as a kill leaves it, is not a journal yet.
        other.write_all(b"{\"picsellia_imp").expect("written");
        drop(other);
        assert_eq!(shell.json(IMPORT).json()["sent"], 3);
    });
}
