//! What the examples share: how they speak, and how they end.

use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;

const INDENT: usize = 12;
/// Of a terminal that nobody has widened.
const WIDTH: usize = 80;

/// Prints what there is to say, and before it what that is about. Long lines are broken, all are aligned.
#[allow(clippy::print_stdout)] // an example is there to be read
pub fn say(about: &str, text: impl Display) {
    let text = text.to_string();
    let lines = text.lines().flat_map(|line| broken(line, WIDTH - INDENT));
    for (about, line) in std::iter::once(about).chain(std::iter::repeat("")).zip(lines) {
        println!("{about:<INDENT$}{line}");
    }
}

/// Breaks a line at spaces, where it is too long.
fn broken(mut line: &str, width: usize) -> Vec<&str> {
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

/// Ends an example: with 0, or with 1 after telling what went wrong and what that came from.
#[allow(clippy::needless_pass_by_value)] // it is the end of it
pub fn exit(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = outcome else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn a_long_line_is_broken_at_spaces_and_a_long_word_is_kept() {
        for (line, parts) in [
            ("", vec![""]),
            ("one two", vec!["one two"]),
            ("one two three", vec!["one two", "three"]),
            ("  one two", vec!["  one", "two"]),
            ("incomprehensible", vec!["incomprehensible"]),
            ("éé éé éé éé", vec!["éé éé", "éé éé"]),
        ] {
            assert_eq!(broken(line, 7), parts, "{line:?}");
        }
    }
}
