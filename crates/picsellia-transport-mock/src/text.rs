//! Helpers for messages.

use std::fmt::{Display, Write};

/// Returns a number with its unit: `1 detection`, `2 detections`.
pub(crate) fn counted(count: usize, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Returns the texts in quotes: `"a", "b"`.
pub(crate) fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    texts.join(", ")
}

/// Returns one indented line per item.
pub(crate) fn listed<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for item in items {
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {item}");
    }
    text
}
