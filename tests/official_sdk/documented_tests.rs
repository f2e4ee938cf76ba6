//! Checks that every test and every case that `docs/retries.md` names exists.

use std::path::Path;

use crate::cases;
use crate::report::Report;

const GROUP: &str = "tests and cases named in docs/retries.md";

pub(crate) fn check(report: &mut Report) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/retries.md")).expect("docs/retries.md can be read");
    let mut sources = String::new();
    for folder in ["crates", "tests"] {
        read_sources(&root.join(folder), &mut sources);
    }
    let cases: Vec<String> = cases::all().into_iter().map(|case| case.name).collect();

    let mut complete = true;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        // The last column.
        let named = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
        for name in named.split('`').skip(1).step_by(2) {
            let exists = sources.contains(&format!("fn {name}(")) || cases.iter().any(|case| case == name);
            if !exists {
                println!("FAILED {GROUP}: no test or case is named {name:?}");
            }
            complete &= exists;
        }
    }
    report.count(GROUP, complete);
}

/// Appends all Rust sources in a folder.
fn read_sources(folder: &Path, sources: &mut String) {
    let entries = std::fs::read_dir(folder).expect("a folder of the workspace can be read");
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
        }
    }
}
