use std::sync::atomic::{AtomicU32, Ordering};

/// What all calls of a client may spend on retries, so that an outage does not multiply its requests.
///
/// A retry takes [`COST`], and a success gives one back. When it is empty calls fail after their first attempt, until
/// successes have filled it again.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

const COST: u32 = 5;

/// A hundred retries in a row.
const FULL: u32 = 100 * COST;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Takes what a retry costs, if it is there.
    pub(crate) fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(COST);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, taken).is_ok()
    }

    /// Gives back what a success is worth.
    pub(crate) fn give(&self) {
        let given = |left: u32| (left < FULL).then_some(left + 1);
        // Nothing is lost if it is full.
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, given);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_empty_it_and_five_successes_buy_one_more() {
        let budget = Budget::default();
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        (0..4).for_each(|_| budget.give());
        assert!(!budget.take());
        budget.give();
        assert!(budget.take());
    }

    #[test]
    fn it_is_never_more_than_full() {
        let budget = Budget::default();
        (0..1000).for_each(|_| budget.give());
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
    }
}
