//! The fields of one thing, one per line.

use std::fmt::Write as _;

use super::STRONG;

/// Aligns names and values. An empty value shows as a dash.
pub(crate) fn fields<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let fields: Vec<_> = fields.into_iter().collect();
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in fields {
        let value = if value.is_empty() { "-" } else { &value };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{STRONG}{name:<width$}{STRONG:#}  {value}");
    }
    text.truncate(text.trim_end().len());
    text
}
