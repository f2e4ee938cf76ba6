use std::collections::BTreeMap;
use std::fmt;

use crate::geometry::{GeometryPolicy, Repair, RepairKind};
use crate::problem::{ProblemKind, Problems};

/// What validation finds in the objects of one prediction.
#[derive(Debug)]
pub struct Findings<'a, 'p> {
    policy: GeometryPolicy,
    problems: &'a mut Problems<'p>,
    repaired: Vec<(usize, RepairKind)>,
    /// The objects that cannot be kept, with the reason.
    dropped: BTreeMap<usize, DropReason>,
}

/// Why an object is dropped: its first problem, and the number of the others.
#[derive(Debug)]
pub(crate) struct DropReason {
    first: ProblemKind,
    more: usize,
}

impl DropReason {
    /// Returns the reason that these problems are, if there are any.
    pub(crate) fn of(kinds: impl IntoIterator<Item = ProblemKind>) -> Option<Self> {
        let mut kinds = kinds.into_iter();
        let first = kinds.next()?;
        Some(Self { first, more: kinds.count() })
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        match self.more {
            0 => Ok(()),
            1 => f.write_str(" (and 1 more problem)"),
            more => write!(f, " (and {more} more problems)"),
        }
    }
}

impl<'a, 'p> Findings<'a, 'p> {
    pub(super) fn new(policy: GeometryPolicy, problems: &'a mut Problems<'p>) -> Self {
        Self { policy, problems, repaired: Vec::new(), dropped: BTreeMap::new() }
    }

    pub(super) fn policy(&self) -> GeometryPolicy {
        self.policy
    }

    /// Reports that the object at `index` was repaired.
    pub(super) fn repaired(&mut self, index: usize, kind: RepairKind) {
        self.repaired.push((index, kind));
    }

    /// Reports a problem of the object at `index`: an error, or the reason why the object is
    /// dropped.
    pub(super) fn invalid(&mut self, index: usize, path: impl fmt::Display, kind: impl Into<ProblemKind>) {
        if self.policy == GeometryPolicy::RepairOrDrop {
            self.dropped
                .entry(index)
                .and_modify(|reason| reason.more += 1)
                .or_insert_with(|| DropReason { first: kind.into(), more: 0 });
        } else {
            self.problems.add(path, kind);
        }
    }

    /// Returns whether the object at `index` is dropped.
    pub(super) fn drops(&self, index: usize) -> bool {
        self.dropped.contains_key(&index)
    }

    pub(super) fn drops_any(&self) -> bool {
        !self.dropped.is_empty()
    }

    /// Adds the changes to `repairs`, in the order of the objects, whose paths begin with `field`.
    pub(super) fn into_repairs(self, field: &str, repairs: &mut Vec<Repair>) {
        let Self { policy: _, problems, repaired, dropped } = self;
        let kept = repaired.into_iter().filter(|(index, _)| !dropped.contains_key(index));
        let mut changes: Vec<_> = kept.collect();
        changes.extend(
            dropped
                .iter()
                .map(|(index, reason)| (*index, RepairKind::Dropped { reason: reason.to_string() })),
        );
        changes.sort_by_key(|(index, _)| *index);
        repairs.extend(changes.into_iter().map(|(index, kind)| {
            let path = problems.path(format_args!("{field}[{index}]"));
            Repair { path, index, kind }
        }));
    }
}
