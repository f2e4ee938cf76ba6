//! Tests that no page of the guide is missing.

use std::fs;
use std::path::Path;

#[test]
fn every_page_is_run_and_listed_in_the_table_of_contents() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
    let contents = fs::read_to_string(folder.join("README.md")).unwrap();
    let run = include_str!("../src/lib.rs");
    for entry in fs::read_dir(&folder).unwrap() {
        let page = entry.unwrap().file_name().into_string().unwrap();
        if page == "README.md" {
            continue;
        }
        assert!(run.contains(&format!("\"{page}\"")), "{page} is not run: add it to tests/guide/src/lib.rs");
        assert!(contents.contains(&format!("]({page})")), "{page} is not in docs/guide/README.md");
    }
}
