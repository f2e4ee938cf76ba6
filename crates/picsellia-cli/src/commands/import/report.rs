//! What an import has done, at its end.

use std::fmt::{Display, Write as _};

use serde_json::{Value, json};

use super::deliver::Refusal;
use crate::failure::{Exit, Failure};

/// How many refused records are listed.
const SHOWN: usize = 20;

/// What has become of the records so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) sent: u64,
    pub(super) already_there: u64,
    pub(super) refused: u64,
    pub(super) left: u64,
    pub(super) repairs: usize,
    pub(super) journal: Option<String>,
    listed: Vec<(String, String)>,
    hint: Option<String>,
}

impl Report {
    /// Counts a record that is refused, where it stands and why.
    pub(super) fn refuse(&mut self, origin: String, refusal: Refusal) {
        self.refused += 1;
        if self.listed.len() < SHOWN {
            self.listed.push((origin, refusal.reason));
        }
        if self.hint.is_none() {
            self.hint = refusal.hint;
        }
    }

    pub(super) fn done(&self) -> u64 {
        self.sent + self.already_there + self.refused
    }

    fn is_dry(&self) -> bool {
        self.journal.is_none()
    }

    /// As one JSON object.
    pub(super) fn as_json(&self) -> Value {
        let refusals =
            self.listed.iter().map(|(record, reason)| json!({ "record": record, "reason": reason }));
        json!({
            "dry_run": self.is_dry(),
            "sent": if self.is_dry() { 0 } else { self.sent },
            "sendable": self.is_dry().then_some(self.sent),
            "already_there": self.already_there,
            "refused": self.refused,
            "refusals": refusals.collect::<Vec<_>>(),
            "left": self.left,
            "repairs": self.repairs,
            "journal": self.journal,
        })
    }

    /// For a person.
    pub(super) fn as_text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let mut line = |what: &str, count: &dyn Display| _ = writeln!(text, "{what:<16}{count}");
        if self.is_dry() {
            line("could be sent", &self.sent);
        } else {
            line("sent", &self.sent);
            line("already there", &self.already_there);
        }
        line("refused", &self.refused);
        line("left", &self.left);
        if self.repairs > 0 {
            line("shapes repaired", &self.repairs);
        }
        for (record, reason) in &self.listed {
            let _ = writeln!(text, "  {record}: {reason}");
        }
        let more = self.refused - self.listed.len() as u64;
        if more > 0 {
            let _ = writeln!(text, "  and {more} more");
        }
        if let Some(journal) = &self.journal {
            let _ = write!(text, "journal: {journal}");
        } else {
            let _ = write!(text, "nothing was sent");
        }
        text
    }

    /// The failure that it ends with, if records were refused.
    pub(super) fn verdict(&self) -> Result<(), Failure> {
        if self.refused == 0 {
            return Ok(());
        }
        let all = self.done();
        let (exit, way_out) = if self.is_dry() {
            (Exit::Invalid, "correct them first")
        } else {
            (
                Exit::Partial,
                "correct their images or options, and run the same command again: it sends only what is missing",
            )
        };
        let failure = Failure::new(exit, format!("{} of {all} records were refused", self.refused));
        Err(failure.hint(match &self.hint {
            Some(hint) => format!("{hint}. Else {way_out}"),
            None => way_out.to_owned(),
        }))
    }
}
