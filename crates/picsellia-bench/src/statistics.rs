use serde::Serialize;

/// The median of some figures, and between what the middle half of them lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Quartiles {
    pub(crate) q1: f64,
    pub(crate) median: f64,
    pub(crate) q3: f64,
}

impl Quartiles {
    /// Of no figures there are none.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Some(Self { q1: at(&sorted, 1, 4)?, median: at(&sorted, 1, 2)?, q3: at(&sorted, 3, 4)? })
    }
}

/// The figure at the fraction `of / parts` of the way, between two neighbours where it falls between them.
fn at(sorted: &[f64], of: usize, parts: usize) -> Option<f64> {
    let steps = sorted.len().checked_sub(1)? * of;
    let (low, rest) = (steps / parts, steps % parts);
    let (below, above) = (sorted[low], sorted[(low + 1).min(sorted.len() - 1)]);
    #[allow(clippy::cast_precision_loss)] // they are less than four
    let fraction = rest as f64 / parts as f64;
    Some(below + (above - below) * fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_neighbours() {
        assert_eq!(Quartiles::of([]), None);
        assert_eq!(Quartiles::of([3.0]), Some(Quartiles { q1: 3.0, median: 3.0, q3: 3.0 }));
        assert_eq!(Quartiles::of([4.0, 1.0, 3.0, 2.0]), Some(Quartiles { q1: 1.75, median: 2.5, q3: 3.25 }));
        assert_eq!(
            Quartiles::of([9.0, 1.0, 5.0, 3.0, 7.0]),
            Some(Quartiles { q1: 3.0, median: 5.0, q3: 7.0 })
        );
    }
}
