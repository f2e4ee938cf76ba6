//! What is printed: a line for each group, every difference that is not listed, and the listed ones at the end.

use std::process::ExitCode;

use crate::case::Case;
use crate::compare::Difference;
use crate::exceptions::Listed;

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) listed: Listed,
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

/// The longest part of a value that is printed, in characters.
const SHOWN: usize = 160;

/// How many differences of a case are printed.
const DIFFERENCES: usize = 8;

impl Report {
    /// Judges what was found in a case: nothing, or exactly what is listed.
    pub(crate) fn judge(&mut self, case: &Case, found: &[Difference]) {
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
                    println!("  is listed to differ at {:?}, and differs at:", exception.places);
                    print(found);
                }
                self.except(case.group, &case.name, exception.reason);
            }
        }
    }

    /// Counts a case of a group. Cases of one group come together.
    pub(crate) fn count(&mut self, name: &'static str, passed: bool) {
        if self.group.as_ref().is_none_or(|group| group.name != name) {
            self.end_of_group();
            self.group = Some(Group { name, passed: 0, failed: 0 });
        }
        let Some(group) = &mut self.group else { return };
        *(if passed { &mut group.passed } else { &mut group.failed }) += 1;
    }

    /// Notes a listed difference.
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

    /// Prints what is listed, and how it all ended.
    pub(crate) fn end(mut self) -> ExitCode {
        self.end_of_group();
        println!("\nWhat is the same for all cases:");
        self.listed.lines().iter().for_each(|line| println!("  {line}"));
        println!("\nWhere the two differ, and why ({} cases):", self.exceptions.len());
        self.exceptions.iter().for_each(|line| println!("  {line}"));
        println!("\n{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Prints differences.
pub(crate) fn print(found: &[Difference]) {
    for Difference { place, official, ours } in found.iter().take(DIFFERENCES) {
        println!("  {place}\n    official: {}\n    ours:     {}", short(official), short(ours));
    }
    if found.len() > DIFFERENCES {
        println!("  and {} more", found.len() - DIFFERENCES);
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}
