//! Describes JSON errors in the words of this crate.

use std::fmt;

use serde_json::error::Category;

/// Describes a syntax error at a position. Returns `None` if only the content is unexpected.
pub(crate) fn syntax_problem(error: &serde_json::Error, place: fmt::Arguments<'_>) -> Option<String> {
    match error.classify() {
        Category::Eof => Some(format!("the JSON ends too early, at {place}")),
        Category::Syntax => {
            // Only the text tells these apart.
            let text = error.to_string();
            Some(if text.starts_with("recursion limit exceeded") {
                format!("is nested too deeply at {place}")
            } else if text.starts_with("number out of range") {
                format!("a number is too large at {place}")
            } else if text.starts_with("trailing characters") {
                format!("has more text after the end of the JSON at {place}")
            } else {
                format!("is not valid JSON at {place}")
            })
        }
        Category::Data | Category::Io => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_errors_are_described_without_the_words_of_the_library() {
        let deep = "[".repeat(200);
        for (json, expected) in [
            ("nonsense", "is not valid JSON at column 2"),
            ("{\"a\":NaN}", "is not valid JSON at column 6"),
            ("{\"a\":", "the JSON ends too early, at column 5"),
            ("{} x", "has more text after the end of the JSON at column 4"),
            ("1e400", "a number is too large at column 5"),
            (&deep, "is nested too deeply at column 128"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(json).unwrap_err();
            let problem = syntax_problem(&error, format_args!("column {}", error.column()));
            assert_eq!(problem.as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn unexpected_content_is_not_a_syntax_error() {
        let error = serde_json::from_str::<u8>("\"a\"").unwrap_err();
        assert_eq!(syntax_problem(&error, format_args!("column 1")), None);
    }
}
