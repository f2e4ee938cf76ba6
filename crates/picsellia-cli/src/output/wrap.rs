//! Wraps text at words on a terminal.
//!
//! Elsewhere each text stays on one line, so that scripts can search it.

use std::io::IsTerminal;

use textwrap::{Options, WordSplitter};

/// Wraps a text for stdout. `label` precedes the text, and `indent` each further line.
pub(crate) fn wrap_for_stdout(label: &str, indent: &str, text: &str) -> String {
    wrap(label, indent, text, width(&std::io::stdout()))
}

/// Wraps a text for stderr, in the same way.
pub(super) fn wrap_for_stderr(label: &str, indent: &str, text: &str) -> String {
    wrap(label, indent, text, width(&std::io::stderr()))
}

fn width(stream: &impl IsTerminal) -> Option<usize> {
    stream.is_terminal().then(textwrap::termwidth)
}

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
    fn text_wraps_at_words_on_a_terminal_and_nowhere_else() {
        let text = "use https, or add --allow-insecure-http if you trust the network";
        assert_eq!(wrap("hint: ", "      ", text, None), format!("hint: {text}"));
        let wrapped = "hint: use https, or add\n      --allow-insecure-http if you\n      trust the network";
        assert_eq!(wrap("hint: ", "      ", text, Some(34)), wrapped);
        let path = "/a/path/that/is/longer/than/the/terminal.json";
        assert_eq!(wrap("", "", path, Some(20)), path);
    }

    #[test]
    fn a_colored_label_takes_no_more_room_than_a_plain_one() {
        let label = "\u{1b}[1mhint:\u{1b}[0m ";
        assert_eq!(wrap(label, "      ", "one two", Some(13)), format!("{label}one two"));
    }
}
