//! The report at the end of an import.

use std::fmt::{Display, Write as _};

use serde_json::{Value, json};

use super::deliver::Refusal;
use crate::failure::{Exit, Failure};
use crate::output::wrap_for_stdout;
use crate::repairs::RepairCounts;

/// How many rejected records are listed.
const SHOWN: usize = 20;

/// How to send what is still missing.
pub(super) const RESUME_HINT: &str = "run the same command again, it sends only what is missing";

/// The outcomes of the records so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) sent: u64,
    pub(super) already_there: u64,
    pub(super) refused: u64,
    pub(super) left: u64,
    pub(super) repairs: RepairCounts,
    pub(super) journal: Option<String>,
    listed: Vec<(String, String)>,
    hint: Option<String>,
}

impl Report {
    /// Counts a rejected record, and lists where it is and why it was rejected.
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

    /// Returns the report as one JSON object.
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
            "repairs": self.repairs.repaired,
            "dropped": self.repairs.dropped,
            "journal": self.journal,
        })
    }

    /// Returns the report as text.
    pub(super) fn as_text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let mut line = |what: &str, count: &dyn Display| _ = writeln!(text, "{what:<16}{count}");
        if self.is_dry() {
            line("sendable", &self.sent);
        } else {
            line("sent", &self.sent);
            line("already sent", &self.already_there);
        }
        line("rejected", &self.refused);
        line("remaining", &self.left);
        if self.repairs.repaired > 0 {
            line("repairs", &self.repairs.repaired);
        }
        if self.repairs.dropped > 0 {
            line("dropped", &self.repairs.dropped);
        }
        for (record, reason) in &self.listed {
            let _ = writeln!(text, "{}", wrap_for_stdout("  ", "    ", &format!("{record}: {reason}")));
        }
        let more = self.refused - self.listed.len() as u64;
        if more > 0 {
            let _ = writeln!(text, "  … and {more} more");
        }
        if let Some(journal) = &self.journal {
            let _ = write!(text, "journal: {journal}");
        } else {
            let _ = write!(text, "nothing was sent");
        }
        text
    }

    /// Returns a failure if records were rejected.
    pub(super) fn verdict(&self) -> Result<(), Failure> {
        if self.refused == 0 {
            return Ok(());
        }
        let exit = if self.is_dry() { Exit::Invalid } else { Exit::Partial };
        let message = format!("{} of {} records were rejected", self.refused, self.done());
        let fix = self.hint.as_deref().unwrap_or("correct the records or their images");
        Err(Failure::new(exit, message).hint(match exit {
            Exit::Partial => format!("{fix}; then {RESUME_HINT}"),
            _ => fix.to_owned(),
        }))
    }
}
