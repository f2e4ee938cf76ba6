//! Messages on stderr, wrapped at words if stderr is a terminal.
//!
//! Elsewhere each message stays on one line, so that scripts can search it.

use std::fmt::Display;
use std::io::IsTerminal as _;

use anstyle::{AnsiColor, Color, Style};
use textwrap::{Options, WordSplitter};

use crate::failure::Failure;

const ERROR: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const HINT: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Cyan)));

/// Prints a message without a label.
pub(super) fn note(text: impl Display) {
    print("", "", &text.to_string());
}

/// Prints how to fix something.
pub(super) fn hint(text: &str) {
    print(&format!("{HINT}hint:{HINT:#} "), "      ", text);
}

/// Prints an error with its details, its causes and its hint.
pub(super) fn failure(failure: &Failure) {
    print(&format!("{ERROR}error:{ERROR:#} "), "       ", &failure.message);
    for detail in &failure.details {
        print("  ", "    ", detail);
    }
    for cause in &failure.causes {
        print("  caused by: ", "    ", cause);
    }
    if let Some(text) = &failure.hint {
        hint(text);
    }
}

fn print(label: &str, indent: &str, text: &str) {
    let width = std::io::stderr().is_terminal().then(textwrap::termwidth);
    anstream::eprintln!("{}", wrap(label, indent, text, width));
}

/// Puts `label` before the text, and `indent` before each further line.
fn wrap(label: &str, indent: &str, text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return format!("{label}{text}") };
    // Options, ids and paths stay whole, so that they can be copied.
    let options = Options::new(width)
        .initial_indent(label)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_wrap_at_words_on_a_terminal_and_nowhere_else() {
        let text = "use https, or add --allow-insecure-http if you trust the network";
        assert_eq!(wrap("hint: ", "      ", text, None), format!("hint: {text}"));
        let wrapped = "hint: use https, or add\n      --allow-insecure-http if you\n      trust the network";
        assert_eq!(wrap("hint: ", "      ", text, Some(34)), wrapped);
        let path = "/a/path/that/is/longer/than/the/terminal.json";
        assert_eq!(wrap("", "", path, Some(20)), path);
    }

    #[test]
    fn a_colored_label_takes_no_more_room_than_a_plain_one() {
        let label = format!("{HINT}hint:{HINT:#} ");
        assert_eq!(wrap(&label, "      ", "one two", Some(13)), format!("{label}one two"));
    }
}
