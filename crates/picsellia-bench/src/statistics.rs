use serde::Serialize;

/// The median and the quartiles of some figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Quartiles {
    pub(crate) q1: f64,
    pub(crate) median: f64,
    pub(crate) q3: f64,
}

impl Quartiles {
    /// Computes the quartiles. `None` without any figure.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Some(Self { q1: at(&sorted, 1, 4)?, median: at(&sorted, 1, 2)?, q3: at(&sorted, 3, 4)? })
    }
}

/// Returns the figure at the fraction `of / parts`, interpolated between two neighbors.
fn at(sorted: &[f64], of: usize, parts: usize) -> Option<f64> {
    let steps = sorted.len().checked_sub(1)? * of;
    let (low, rest) = (steps / parts, steps % parts);
    let (below, above) = (sorted[low], sorted[(low + 1).min(sorted.len() - 1)]);
    #[allow(clippy::cast_precision_loss)] // both are less than four
    let fraction = rest as f64 / parts as f64;
    Some(below + (above - below) * fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_interpolated() {
        assert_eq!(Quartiles::of([]), None);
        assert_eq!(Quartiles::of([3.0]), Some(Quartiles { q1: 3.0, median: 3.0, q3: 3.0 }));
        assert_eq!(Quartiles::of([4.0, 1.0, 3.0, 2.0]), Some(Quartiles { q1: 1.75, median: 2.5, q3: 3.25 }));
        assert_eq!(
            Quartiles::of([9.0, 1.0, 5.0, 3.0, 7.0]),
            Some(Quartiles { q1: 3.0, median: 5.0, q3: 7.0 })
        );
    }
}
