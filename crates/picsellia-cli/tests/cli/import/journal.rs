//! The journal: what it is of, and what it survives.

use std::fs::File;
use std::io::Write as _;

use serde_json::json;

use super::{IMPORT, journal, journaled, write_records};
use crate::support::with_service;

#[test]
fn an_import_that_is_done_sends_nothing_again() {
    with_service(|shell, _| {
        write_records(shell, 3);
        assert_eq!(shell.json(IMPORT).json()["sent"], 3);
        let report = shell.json(IMPORT).json();
        assert_eq!((&report["sent"], &report["already_there"]), (&json!(0), &json!(3)));
    });
}

#[test]
fn a_line_that_was_cut_is_sent_again_and_stored_once() {
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

#[test]
fn another_input_or_deployment_is_not_imported_under_the_same_journal() {
    with_service(|shell, _| {
        write_records(shell, 3);
        shell.json(IMPORT).ok();
        write_records(shell, 4);
        let error = shell.json(IMPORT).failed(2);
        assert!(error["message"].to_string().contains("the input has changed since the journal"), "{error}");
        assert!(error["hint"].to_string().contains("--journal"), "{error}");

        write_records(shell, 3);
        let elsewhere = ["--journal", "records.jsonl.doors.journal"];
        let words = [&["import", "jsonl", "records.jsonl", "--deployment", "empty"][..], &elsewhere].concat();
        let error = shell.json(&words).failed(2);
        assert!(error["message"].to_string().contains("is of the deployment \\\"doors\\\""), "{error}");
        assert_eq!(journaled(shell), 3);
    });
}

#[test]
fn a_file_that_is_no_journal_is_left_as_it_is() {
    with_service(|shell, _| {
        write_records(shell, 3);
        for content in ["precious", "precious\n", "{}\n"] {
            shell.write("precious", content);
            let error = shell.json(&[IMPORT, &["--journal", "precious"]].concat()).failed(2);
            assert!(error["message"].to_string().contains("is not the journal of an import"), "{error}");
            assert_eq!(std::fs::read_to_string(shell.path("precious")).expect("it is there"), content);
        }
    });
}

#[test]
fn two_imports_do_not_work_with_the_same_journal() {
    with_service(|shell, _| {
        write_records(shell, 3);
        let mut other = File::create(journal(shell)).expect("a journal");
        other.try_lock().expect("nobody else has it");
        let error = shell.json(IMPORT).failed(1);
        assert!(error["message"].to_string().contains("another import works with the journal"), "{error}");
        // What a kill left of the first line is no line.
        other.write_all(b"{\"picsellia_imp").expect("written");
        drop(other);
        assert_eq!(shell.json(IMPORT).json()["sent"], 3);
    });
}
