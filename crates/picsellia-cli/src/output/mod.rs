//! Data goes to stdout, everything else to stderr.

mod fields;
mod table;

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::failure::Failure;

pub(crate) use fields::fields;
pub(crate) use table::Table;

/// Where a command puts what it has to say, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

/// Names of things, and the heads of tables.
pub(crate) const STRONG: Style = Style::new().bold();
const ERROR: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const HINT: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads it.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Prints one JSON value on a line.
    pub(crate) fn value(self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value)
            .map_err(|error| Failure::other("the output cannot be written as JSON").because(&error))?;
        self.text(text)
    }

    /// Prints text and ends the line.
    pub(crate) fn text(self, text: impl Display) -> Result<(), Failure> {
        let mut stdout = anstream::stdout().lock();
        writeln!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(|error| Failure::of_output(&error))
    }

    /// Prints a table, or tells a person that there is nothing: `none` says of what.
    pub(crate) fn table(self, table: &Table, none: &str) -> Result<(), Failure> {
        if table.is_empty() {
            self.note(none);
            return Ok(());
        }
        self.text(table)
    }

    /// Prints bytes as they are.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| Failure::of_output(&error))
    }

    /// Tells a person something beside the data. A program is told nothing but the data.
    pub(crate) fn note(self, text: impl Display) {
        if !self.json {
            anstream::eprintln!("{text}");
        }
    }

    /// Tells a person what to do.
    pub(crate) fn hint(self, hint: &str) {
        self.note(format_args!("{HINT}hint:{HINT:#} {hint}"));
    }

    /// Tells what went wrong, and gives the exit code.
    pub(crate) fn failure(self, failure: &Failure) -> ExitCode {
        if !failure.silent {
            if self.json {
                anstream::eprintln!("{}", failure_as_json(failure));
            } else {
                print_failure(failure);
                failure.hint.as_deref().into_iter().for_each(|hint| self.hint(hint));
            }
        }
        ExitCode::from(failure.exit as u8)
    }
}

fn print_failure(failure: &Failure) {
    anstream::eprintln!("{ERROR}error:{ERROR:#} {}", failure.message);
    for detail in &failure.details {
        anstream::eprintln!("  {detail}");
    }
    for cause in &failure.causes {
        anstream::eprintln!("  because: {cause}");
    }
}

/// A failure as a program reads it.
#[derive(Serialize)]
struct Told<'a> {
    error: ToldError<'a>,
}

#[derive(Serialize)]
struct ToldError<'a> {
    message: String,
    hint: Option<&'a str>,
    code: u8,
    kind: &'static str,
    may_have_been_accepted: bool,
}

fn failure_as_json(failure: &Failure) -> String {
    let told = Told {
        error: ToldError {
            // Whoever reads only the message reads all of it.
            message: failure.in_one_line(),
            hint: failure.hint.as_deref(),
            code: failure.exit as u8,
            kind: failure.exit.as_str(),
            may_have_been_accepted: failure.may_have_been_accepted,
        },
    };
    // Texts and numbers can always be written.
    serde_json::to_string(&told).unwrap_or_default()
}
