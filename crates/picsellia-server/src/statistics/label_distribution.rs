//! Counts the labels of predictions and of reviews.

use std::collections::BTreeMap;

use serde_json::json;

use super::class_names::ClassNames;
use super::review::Review;
use super::{Fields, StatisticsError, fields};
use crate::store::{Selection, Store};

/// Counts the labels of the champions.
pub(super) async fn of_predictions(
    store: &Store,
    selection: &Selection,
    names: &ClassNames,
) -> Result<Fields, StatisticsError> {
    let counts = store.class_counts(selection).await?;
    let total: i64 = counts.iter().map(|count| count.objects).sum();
    let labels: Vec<_> = counts
        .into_iter()
        .map(|count| {
            json!({
                "label": names.label(count.class),
                "class": count.class,
                "count": count.objects,
                "share": count.objects as f64 / total as f64,
                "mean_score": count.mean_score,
            })
        })
        .collect();
    Ok(fields(json!({ "of": "predictions", "total": total, "labels": labels })))
}

/// Counts the labels of the last reviews. Returns `None` if there are none.
pub(super) async fn of_reviews(
    store: &Store,
    selection: &Selection,
) -> Result<Option<Fields>, StatisticsError> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut reviews, mut total) = (0_u64, 0_u64);
    store
        .each_reviewed(selection, |row| {
            reviews += 1;
            let review: Review = serde_json::from_str(&row.review).unwrap_or_default();
            for label in review.labels() {
                *counts.entry(label.to_owned()).or_default() += 1;
                total += 1;
            }
        })
        .await?;
    if reviews == 0 {
        return Ok(None);
    }
    let labels: Vec<_> = counts
        .into_iter()
        .map(|(label, count)| json!({ "label": label, "count": count, "share": count as f64 / total as f64 }))
        .collect();
    Ok(Some(fields(json!({ "of": "reviews", "total": total, "labels": labels }))))
}
