use std::sync::atomic::{AtomicU32, Ordering};

/// Limits the retries of all calls of a client, so that an outage does not multiply requests.
///
/// A retry takes [`COST`], and a success gives one back. While the budget is empty, calls fail
/// after their first attempt.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

/// The cost of a retry.
const COST: u32 = 5;

/// Enough for a hundred retries in a row.
const FULL: u32 = 100 * COST;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Takes the cost of a retry. Returns `false` if too little is left.
    pub(crate) fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(COST);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, taken).is_ok()
    }

    /// Gives back the worth of a success.
    pub(crate) fn give(&self) {
        let given = |left: u32| (left < FULL).then_some(left + 1);
        // A full budget stays as it is.
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, given);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_empty_the_budget_and_five_successes_allow_one_more() {
        let budget = Budget::default();
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        (0..4).for_each(|_| budget.give());
        assert!(!budget.take());
        budget.give();
        assert!(budget.take());
    }

    #[test]
    fn the_budget_never_exceeds_its_maximum() {
        let budget = Budget::default();
        (0..1000).for_each(|_| budget.give());
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
    }
}
