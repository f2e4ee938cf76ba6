//! Summarizes a sample by a few numbers.

use serde_json::{Value, json};

/// Returns the count, the mean, the extremes and the quantiles (nearest rank) of a sample, or null
/// without values.
pub(super) fn summary(mut values: Vec<f64>) -> Value {
    values.sort_by(f64::total_cmp);
    let (Some(min), Some(max)) = (values.first(), values.last()) else { return Value::Null };
    let quantile = |part: f64| {
        let rank = (part * values.len() as f64).ceil() as usize;
        values.get(rank.saturating_sub(1)).copied()
    };
    json!({
        "count": values.len(),
        "mean": values.iter().sum::<f64>() / values.len() as f64,
        "min": min,
        "max": max,
        "p50": quantile(0.5),
        "p95": quantile(0.95),
        "p99": quantile(0.99),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_of_the_sample() {
        let hundred = summary((1..=100).rev().map(f64::from).collect());
        let expected = json!({"count": 100, "mean": 50.5, "min": 1.0, "max": 100.0, "p50": 50.0, "p95": 95.0, "p99": 99.0});
        assert_eq!(hundred, expected);
        assert_eq!(summary(vec![2.0])["p99"], 2.0);
        assert_eq!(summary(Vec::new()), Value::Null);
    }
}
