use std::fmt;

use anstyle::{AnsiColor, Color, Style};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::output::wrap_for_stdout;

/// The result of one check.
#[derive(Debug)]
pub(super) struct Check {
    name: &'static str,
    verdict: Verdict,
    found: String,
    hint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Ok,
    /// It works, but could surprise.
    Warning,
    Failed(Exit),
}

impl Verdict {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed(_) => "failed",
        }
    }

    fn style(self) -> Style {
        let color = match self {
            Self::Ok => AnsiColor::Green,
            Self::Warning => AnsiColor::Yellow,
            Self::Failed(_) => AnsiColor::Red,
        };
        Style::new().fg_color(Some(Color::Ansi(color)))
    }
}

impl Check {
    pub(super) fn as_json(&self) -> Value {
        json!({ "check": self.name, "verdict": self.verdict.as_str(), "found": self.found, "hint": self.hint })
    }
}

/// The results of all checks, in order.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Check>);

impl Report {
    pub(super) fn checks(&self) -> &[Check] {
        &self.0
    }

    pub(super) fn ok(&mut self, name: &'static str, found: impl Into<String>) {
        self.0.push(Check { name, verdict: Verdict::Ok, found: found.into(), hint: None });
    }

    pub(super) fn warning(&mut self, name: &'static str, found: impl Into<String>, hint: impl Into<String>) {
        self.0.push(Check { name, verdict: Verdict::Warning, found: found.into(), hint: Some(hint.into()) });
    }

    pub(super) fn failed(&mut self, name: &'static str, failure: Failure) {
        let found = failure.in_one_line();
        self.0.push(Check { name, verdict: Verdict::Failed(failure.exit), found, hint: failure.hint });
    }

    /// Records the outcome of a step, and returns its value.
    pub(super) fn take<T>(
        &mut self,
        name: &'static str,
        outcome: Result<T, Failure>,
        found: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                let found = found(&value);
                self.ok(name, found);
                Some(value)
            }
            Err(failure) => {
                self.failed(name, failure);
                None
            }
        }
    }

    /// Returns the first failure, if there is one.
    pub(super) fn outcome(&self) -> Result<(), Failure> {
        let failed = self.0.iter().find_map(|check| match check.verdict {
            Verdict::Failed(exit) => Some((exit, check)),
            _ => None,
        });
        match failed {
            None => Ok(()),
            Some((exit, check)) => {
                let failure = Failure::new(exit, format!("the {} check failed", check.name));
                Err(Failure { hint: check.hint.clone(), ..failure })
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|check| check.name.len()).max().unwrap_or(0);
        for (index, Check { name, verdict, found, hint }) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            let style = verdict.style();
            let label = format!("{style}{:<7}{style:#}  {name:<width$}  ", verdict.as_str());
            let indent = " ".repeat(7 + 2 + width + 2);
            f.write_str(&wrap_for_stdout(&label, &indent, found))?;
            if let Some(hint) = hint {
                let label = format!("{indent}hint: ");
                f.write_str("\n")?;
                f.write_str(&wrap_for_stdout(&label, &format!("{indent}      "), hint))?;
            }
        }
        Ok(())
    }
}
