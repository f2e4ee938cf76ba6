//! Shared by the examples: a camera, output in two columns, and the exit code.

pub mod camera;

use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;

const INDENT: usize = 12;
/// The default width of a terminal.
const WIDTH: usize = 80;

/// Prints a text with its subject in the left column. Long lines are wrapped and aligned.
#[allow(clippy::print_stdout)] // the purpose of an example
pub fn say(subject: &str, text: impl Display) {
    let text = text.to_string();
    let lines = text.lines().flat_map(|line| wrapped(line, WIDTH - INDENT));
    for (subject, line) in std::iter::once(subject).chain(std::iter::repeat("")).zip(lines) {
        println!("{subject:<INDENT$}{line}");
    }
}

/// Wraps a line at spaces if it is too long.
fn wrapped(mut line: &str, width: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some((end, next)) = line.char_indices().nth(width) {
        let head = &line[..end + next.len_utf8()];
        let indent = head.len() - head.trim_start().len();
        let Some(space) = head[indent..].rfind(' ') else { break };
        parts.push(&line[..indent + space]);
        line = &line[indent + space + 1..];
    }
    parts.push(line);
    parts
}

/// Returns the exit code of an example. On an error it prints the error and its causes, and returns
/// 1.
#[allow(clippy::needless_pass_by_value)] // it is the result of `main`
pub fn exit(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = outcome else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  caused by: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn long_lines_are_wrapped_at_spaces_and_long_words_are_kept() {
        for (line, parts) in [
            ("", vec![""]),
            ("one two", vec!["one two"]),
            ("one two three", vec!["one two", "three"]),
            ("  one two", vec!["  one", "two"]),
            ("incomprehensible", vec!["incomprehensible"]),
            ("éé éé éé éé", vec!["éé éé", "éé éé"]),
        ] {
            assert_eq!(wrapped(line, 7), parts, "{line:?}");
        }
    }
}
