//! Summarizes a sample by a few numbers.

use picsellia_core::endpoint::SummaryStatistics;

/// Returns the count, the mean, the extremes and the quantiles (nearest rank) of a sample.
///
/// Returns `None` without values.
pub(super) fn summary(mut values: Vec<f64>) -> Option<SummaryStatistics> {
    values.sort_by(f64::total_cmp);
    let quantile = |part: f64| {
        let rank = (part * values.len() as f64).ceil() as usize;
        values.get(rank.saturating_sub(1)).copied()
    };
    let mut summary = SummaryStatistics::default();
    summary.count = values.len() as u64;
    summary.mean = values.iter().sum::<f64>() / values.len() as f64;
    summary.min = *values.first()?;
    summary.max = *values.last()?;
    summary.p50 = quantile(0.5)?;
    summary.p95 = quantile(0.95)?;
    summary.p99 = quantile(0.99)?;
    Some(summary)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn quantiles_are_values_of_the_sample() {
        let hundred = summary((1..=100).rev().map(f64::from).collect());
        let expected = json!({"count": 100, "mean": 50.5, "min": 1.0, "max": 100.0, "p50": 50.0, "p95": 95.0, "p99": 99.0});
        assert_eq!(json!(hundred), expected);
        assert_eq!(summary(vec![2.0]).map(|summary| summary.p99), Some(2.0));
        assert_eq!(summary(Vec::new()), None);
    }
}
