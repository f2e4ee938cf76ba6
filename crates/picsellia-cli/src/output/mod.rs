//! Prints data on stdout, and everything else on stderr.

mod data;
mod fields;
mod json_error;
mod message;
mod table;
mod wrap;

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use serde::Serialize;

use crate::failure::Failure;

pub(crate) use data::{data_as_json, data_columns, note_limit};
pub(crate) use fields::fields;
pub(crate) use message::print_note;
pub(crate) use table::Table;
pub(crate) use wrap::wrap_for_stdout;

/// How a command prints its results: as text, or as JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

/// The style of names, and of the heads of tables.
pub(crate) const STRONG: Style = Style::new().bold();

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Returns whether results are printed as JSON.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Prints one JSON value on one line.
    pub(crate) fn value(self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value)
            .map_err(|error| Failure::other("cannot write the output as JSON").because(&error))?;
        self.text(text)
    }

    /// Prints text and ends the line.
    pub(crate) fn text(self, text: impl Display) -> Result<(), Failure> {
        let mut stdout = anstream::stdout().lock();
        writeln!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(|error| Failure::of_output(&error))
    }

    /// Prints a table, or the note `if_empty` on stderr.
    pub(crate) fn table(self, table: &Table, if_empty: &str) -> Result<(), Failure> {
        if table.is_empty() {
            self.note(if_empty);
            return Ok(());
        }
        self.text(table)
    }

    /// Prints bytes unchanged.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| Failure::of_output(&error))
    }

    /// Prints a note on stderr. With `--json`, prints nothing.
    pub(crate) fn note(self, text: impl Display) {
        if !self.json {
            print_note(text);
        }
    }

    /// Prints a note on stderr, with line breaks only where the text has them.
    #[cfg(feature = "server")]
    pub(crate) fn verbatim_note(self, text: impl Display) {
        if !self.json {
            anstream::eprintln!("{text}");
        }
    }

    /// Prints a hint on stderr. With `--json`, prints nothing.
    pub(crate) fn hint(self, hint: &str) {
        if !self.json {
            message::print_hint(hint);
        }
    }

    /// Prints a failure on stderr, and returns its exit code.
    pub(crate) fn failure(self, failure: &Failure) -> ExitCode {
        if failure.silent {
        } else if self.json {
            anstream::eprintln!("{}", json_error::render(failure));
        } else {
            message::print_failure(failure);
        }
        ExitCode::from(failure.exit as u8)
    }
}
