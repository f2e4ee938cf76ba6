//! What the guide shows is what happens.

use crate::support::with_service;

const PAGE: &str = include_str!("../../../../../docs/guide/import.md");

/// The first block of this language.
fn block(language: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("```{language}\n")).expect("a block");
    rest.split_once("```").expect("its end").0
}

#[test]
fn the_transcript_of_the_guide_is_true() {
    with_service(|shell, _| {
        shell.write("records.jsonl", block("json"));
        for image in ["a.png", "b.png", "c.png"] {
            shell
                .write(image, include_bytes!("../../../../picsellia-formats/tests/fixtures/images/wide.png"));
        }
        let mut shown = 0;
        for step in block("console").split("$ picsellia ").skip(1) {
            let (words, expected) = step.split_once('\n').expect("a command and what it prints");
            let done = shell.run(&words.split(' ').collect::<Vec<_>>());
            let mut seen = done.stdout + &done.stderr;
            if done.code != 0 {
                seen += &format!("[exit code {}]\n", done.code);
            }
            assert_eq!(seen, expected, "{words}");
            shown += 1;
        }
        assert_eq!(shown, 3);
    });
}
