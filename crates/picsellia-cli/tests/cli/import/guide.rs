//! The transcript of the import guide is true.
//!
//! `UPDATE=1` rewrites the page.

use std::path::PathBuf;

use crate::support::{Shell, with_service};

#[test]
fn the_transcript_of_the_guide_matches_the_command() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/import.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let transcript = block(&page, "console");
    let mut now = String::new();
    with_service(|shell, _| {
        shell.write("records.jsonl", block(&page, "json"));
        for image in ["a.png", "b.png", "c.png"] {
            shell
                .write(image, include_bytes!("../../../../picsellia-formats/tests/fixtures/images/wide.png"));
        }
        for command in transcript.lines().filter_map(|line| line.strip_prefix("$ picsellia ")) {
            now.push_str(&format!("$ picsellia {command}\n{}", run(shell, command)));
        }
    });
    if std::env::var_os("UPDATE").is_some_and(|update| !update.is_empty()) {
        return std::fs::write(&path, page.replace(transcript, &now)).expect("written");
    }
    assert_eq!(now, transcript, "the guide does not match the command (UPDATE=1 rewrites it)");
}

/// Returns the first block of this language.
fn block<'a>(page: &'a str, language: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("```{language}\n")).expect("a block");
    rest.split_once("```").expect("its end").0
}

/// Returns the output of a command, as a person sees it.
fn run(shell: &Shell, words: &str) -> String {
    let done = shell.run(&words.split(' ').collect::<Vec<_>>());
    let exit_code = if done.code == 0 { String::new() } else { format!("[exit code {}]\n", done.code) };
    done.stdout + &done.stderr + &exit_code
}
