//! Helpers for the tests of all formats.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::path::PathBuf;

use picsellia_formats::{BadRecord, FormatError, Parsed};

pub(crate) fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// Returns the records and panics at an invalid one.
pub(crate) fn good(
    records: impl Iterator<Item = Result<Parsed, FormatError>>,
) -> impl Iterator<Item = Parsed> {
    records.map(|parsed| match parsed {
        Ok(Ok(record)) => Ok(record),
        Ok(Err(bad)) => panic!("{bad}"),
        Err(error) => panic!("{error}"),
    })
}

/// Returns the invalid records.
pub(crate) fn bad(records: impl Iterator<Item = Result<Parsed, FormatError>>) -> Vec<BadRecord> {
    records.filter_map(|parsed| parsed.unwrap().err()).collect()
}
