//! Messages on stderr.

use std::fmt::Display;

use anstyle::{AnsiColor, Color, Style};

use super::wrap::wrap_for_stderr;
use crate::failure::Failure;

const ERROR: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const HINT: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Cyan)));

/// Prints a message without a label.
pub(crate) fn print_note(text: impl Display) {
    print("", "", &text.to_string());
}

/// Prints how to fix something.
pub(super) fn print_hint(text: &str) {
    print(&format!("{HINT}hint:{HINT:#} "), "      ", text);
}

/// Prints an error with its details, its causes and its hint.
pub(super) fn print_failure(failure: &Failure) {
    print(&format!("{ERROR}error:{ERROR:#} "), "       ", &failure.message);
    for detail in &failure.details {
        print("  ", "    ", detail);
    }
    for cause in &failure.causes {
        print("  caused by: ", "    ", cause);
    }
    if let Some(hint) = &failure.hint {
        print_hint(hint);
    }
}

fn print(label: &str, indent: &str, text: &str) {
    anstream::eprintln!("{}", wrap_for_stderr(label, indent, text));
}
