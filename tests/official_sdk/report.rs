//! The printed report: one line for each group, every unlisted difference, and the listed ones at
//! the end.

use std::process::ExitCode;

use crate::case::Case;
use crate::compare::Difference;
use crate::general_differences::GeneralDifferences;

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) general: GeneralDifferences,
    group: Option<Group>,
    exceptions: Vec<String>,
    passed: usize,
    failed: usize,
}

#[derive(Debug)]
struct Group {
    name: &'static str,
    passed: usize,
    failed: usize,
}

/// The most characters of a value that are printed.
const MAX_VALUE: usize = 160;

/// The most differences of a case that are printed.
const MAX_DIFFERENCES: usize = 8;

impl Report {
    /// Checks that a case has no differences, or exactly the listed ones.
    pub(crate) fn check(&mut self, case: &Case, found: &[Difference]) {
        match case.exception {
            None => {
                self.count(case.group, found.is_empty());
                if !found.is_empty() {
                    println!("FAILED {}: {}", case.group, case.name);
                    print(found);
                }
            }
            Some(exception) => {
                let as_listed =
                    exception.places.iter().all(|place| found.iter().any(|it| it.place == *place))
                        && found.iter().all(|it| exception.places.contains(&it.place.as_str()));
                self.count(case.group, as_listed);
                if !as_listed {
                    println!("FAILED {}: {}", case.group, case.name);
                    println!("  listed differences: {:?}; found:", exception.places);
                    print(found);
                }
                self.except(case.group, &case.name, exception.reason);
            }
        }
    }

    /// Counts a case of a group. The cases of a group must be adjacent.
    pub(crate) fn count(&mut self, name: &'static str, passed: bool) {
        if self.group.as_ref().is_none_or(|group| group.name != name) {
            self.end_of_group();
            self.group = Some(Group { name, passed: 0, failed: 0 });
        }
        let Some(group) = &mut self.group else { return };
        *(if passed { &mut group.passed } else { &mut group.failed }) += 1;
    }

    /// Adds a listed difference.
    pub(crate) fn except(&mut self, group: &str, name: &str, reason: &str) {
        self.exceptions.push(format!("{group}, {name}: {reason}"));
    }

    fn end_of_group(&mut self) {
        if let Some(Group { name, passed, failed }) = self.group.take() {
            println!("{name}: {passed} passed, {failed} failed");
            self.passed += passed;
            self.failed += failed;
        }
    }

    /// Prints the listed differences and the totals.
    pub(crate) fn end(mut self) -> ExitCode {
        self.end_of_group();
        println!("\nDifferences in all cases:");
        self.general.lines().iter().for_each(|line| println!("  {line}"));
        println!("\nDifferences in single cases ({} cases):", self.exceptions.len());
        self.exceptions.iter().for_each(|line| println!("  {line}"));
        println!("\n{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Prints differences.
pub(crate) fn print(found: &[Difference]) {
    for Difference { place, official, ours } in found.iter().take(MAX_DIFFERENCES) {
        println!("  {place}\n    official: {}\n    ours:     {}", short(official), short(ours));
    }
    if found.len() > MAX_DIFFERENCES {
        println!("  and {} more", found.len() - MAX_DIFFERENCES);
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}
