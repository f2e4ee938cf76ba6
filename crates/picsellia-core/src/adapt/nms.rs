use super::candidate::Candidate;

/// Suppresses, within each class, candidates that overlap a better one by more than `most`.
///
/// The others are sorted by score, best first. Candidates of the same score keep their order.
pub(super) fn suppress(mut candidates: Vec<Candidate>, most: f32) -> Vec<Candidate> {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let repeats = |better: &Candidate| {
            better.class == candidate.class && overlap_by_more(better.corners, candidate.corners, most.into())
        };
        if !kept.iter().any(repeats) {
            kept.push(candidate);
        }
    }
    kept
}

/// Returns whether the intersection of two boxes `[x1, y1, x2, y2]` is more than `most` of their
/// union.
///
/// There is no division, so that boxes without area overlap nothing.
fn overlap_by_more(a: [f64; 4], b: [f64; 4], most: f64) -> bool {
    let shared = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    shared > most * (area(a) + area(b) - shared)
}

/// Returns the area of a box, which is 0 if its corners are reversed.
fn area([x1, y1, x2, y2]: [f64; 4]) -> f64 {
    (x2 - x1).max(0.0) * (y2 - y1).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_intersection_over_union() {
        let (a, half) = ([0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 15.0, 10.0]);
        for (b, most, more) in [
            (half, 0.333, true),
            (half, 0.334, false),
            (a, 0.999, true),
            (a, 1.0, false),
            ([10.0, 0.0, 20.0, 10.0], 0.0, false),
            ([20.0, 20.0, 30.0, 30.0], 0.0, false),
            ([10.0, 10.0, 0.0, 0.0], 0.0, false),
        ] {
            assert_eq!(overlap_by_more(a, b, most), more, "{b:?} by {most}");
            assert_eq!(overlap_by_more(b, a, most), more, "{b:?} by {most}");
        }
        let point = [3.0, 3.0, 3.0, 3.0];
        assert!(!overlap_by_more(point, point, 0.0));
    }
}
