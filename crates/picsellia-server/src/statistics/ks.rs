//! The two-sample Kolmogorov–Smirnov test.

use picsellia_core::endpoint::KolmogorovSmirnov;

/// Compares two samples of finite values. Returns `None` if one is empty.
///
/// The p-value is asymptotic, with Stephens' correction for small samples.
pub(super) fn test(mut reference: Vec<f64>, mut compared: Vec<f64>) -> Option<KolmogorovSmirnov> {
    reference.sort_by(f64::total_cmp);
    compared.sort_by(f64::total_cmp);
    let (n, m) = (reference.len() as f64, compared.len() as f64);
    let (mut of_reference, mut of_compared) = (reference.iter().peekable(), compared.iter().peekable());
    let (mut below_reference, mut below_compared, mut statistic) = (0.0, 0.0, 0.0_f64);
    // Beyond the end of either sample, the distance only decreases.
    while let (Some(a), Some(b)) = (of_reference.peek(), of_compared.peek()) {
        // Equal values advance together, because the distribution functions step there at once.
        let at = a.min(**b);
        while of_reference.next_if(|value| **value <= at).is_some() {
            below_reference += 1.0;
        }
        while of_compared.next_if(|value| **value <= at).is_some() {
            below_compared += 1.0;
        }
        statistic = statistic.max((below_reference / n - below_compared / m).abs());
    }
    if reference.is_empty() || compared.is_empty() {
        return None;
    }
    let effective = (n * m / (n + m)).sqrt();
    let p_value = kolmogorov((effective + 0.12 + 0.11 / effective) * statistic);
    let mut result = KolmogorovSmirnov::default();
    (result.statistic, result.p_value) = (statistic, p_value);
    (result.reference, result.compared) = (reference.len() as u64, compared.len() as u64);
    Some(result)
}

/// Returns the probability that the Kolmogorov distribution exceeds `x`.
fn kolmogorov(x: f64) -> f64 {
    // Below this value the series converges too slowly, and the result is 1 to many digits.
    if x < 0.2 {
        return 1.0;
    }
    let mut sum = 0.0;
    for k in 1..=100_i32 {
        let term = (-2.0 * f64::from(k * k) * x * x).exp();
        sum += if k % 2 == 1 { term } else { -term };
        if term < 1e-12 {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statistic_is_the_largest_distance() {
        let cases: [(&[f64], &[f64], f64); 6] = [
            (&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], 0.0),
            (&[1.0, 2.0], &[3.0, 4.0], 1.0),
            (&[3.0, 4.0], &[1.0, 2.0], 1.0),
            (&[1.0, 2.0, 3.0, 4.0], &[2.0, 3.0, 4.0, 5.0], 0.25),
            (&[0.0, 0.0, 0.0, 1.0], &[0.0, 1.0, 1.0, 1.0], 0.5),
            (&[1.0], &[1.0, 1.0, 1.0], 0.0),
        ];
        for (reference, compared, expected) in cases {
            let ks = test(reference.to_vec(), compared.to_vec()).expect("two samples");
            assert_eq!(ks.statistic, expected, "{reference:?} {compared:?}");
        }
        assert_eq!(test(vec![], vec![1.0]), None);
        assert_eq!(test(vec![1.0], vec![]), None);
    }

    /// The quantiles of the Kolmogorov distribution, from published tables.
    #[test]
    fn probabilities_match_the_published_tables() {
        for (x, expected) in [(1.2238, 0.10), (1.3581, 0.05), (1.6276, 0.01), (0.8276, 0.5)] {
            assert!((kolmogorov(x) - expected).abs() < 1e-4, "{x}: {}", kolmogorov(x));
        }
        assert_eq!(kolmogorov(0.0), 1.0);
        assert!(kolmogorov(0.2) > 0.999_999);
        assert_eq!(kolmogorov(50.0), 0.0);
    }

    #[test]
    fn only_samples_of_different_distributions_have_a_low_p_value() {
        let even = |offset: f64| (0..200).map(|at| f64::from(at) / 200.0 + offset).collect::<Vec<_>>();
        assert!(test(even(0.0), even(0.01)).expect("two samples").p_value > 0.9);
        assert!(test(even(0.0), even(0.5)).expect("two samples").p_value < 1e-6);
    }
}
