//! What a geometry policy changed, for people and for reports.

use picsellia_deploy::geometry::{Repair, RepairKind};

use crate::output::Output;

/// Prints a note for each shape that was repaired and each object that was dropped.
pub(crate) fn note_repairs(repairs: &[Repair], output: Output) {
    for repair in repairs {
        match repair.kind {
            RepairKind::Dropped { .. } => output.note(repair),
            _ => output.note(format_args!("repaired {repair}")),
        }
    }
}

/// The number of shapes that were repaired, and of objects that were dropped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RepairCounts {
    pub(crate) repaired: usize,
    pub(crate) dropped: usize,
}

impl RepairCounts {
    pub(crate) fn of(repairs: &[Repair]) -> Self {
        let is_dropped = |repair: &&Repair| matches!(repair.kind, RepairKind::Dropped { .. });
        let dropped = repairs.iter().filter(is_dropped).count();
        Self { repaired: repairs.len() - dropped, dropped }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.repaired += other.repaired;
        self.dropped += other.dropped;
    }
}
