//! Counts the labels of predictions and of reviews.

use std::collections::BTreeMap;

use picsellia_core::endpoint::{LabelCount, LabelDistribution};

use super::StatisticsError;
use super::class_names::ClassNames;
use super::review::Review;
use crate::store::{Selection, Store};

/// Counts the labels of the champions.
pub(super) async fn of_predictions(
    store: &Store,
    selection: &Selection,
    names: &ClassNames,
) -> Result<LabelDistribution, StatisticsError> {
    let counts = store.class_counts(selection).await?;
    let labels = counts.into_iter().map(|count| {
        let mut label = LabelCount::default();
        label.label = names.label(count.class);
        label.class = Some(count.class);
        label.count = u64::try_from(count.objects).unwrap_or_default();
        label.mean_score = Some(count.mean_score);
        label
    });
    Ok(distribution("predictions", labels.collect()))
}

/// Counts the labels of the last reviews. Returns `None` if there are none.
pub(super) async fn of_reviews(
    store: &Store,
    selection: &Selection,
) -> Result<Option<LabelDistribution>, StatisticsError> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut reviews = 0_u64;
    store
        .each_reviewed(selection, |row| {
            reviews += 1;
            let review: Review = serde_json::from_str(&row.review).unwrap_or_default();
            for label in review.labels() {
                *counts.entry(label.to_owned()).or_default() += 1;
            }
        })
        .await?;
    if reviews == 0 {
        return Ok(None);
    }
    let labels = counts.into_iter().map(|(name, count)| {
        let mut label = LabelCount::default();
        label.label = name;
        label.count = count;
        label
    });
    Ok(Some(distribution("reviews", labels.collect())))
}

/// Returns the distribution of counted labels, each with its share.
fn distribution(of: &str, labels: Vec<LabelCount>) -> LabelDistribution {
    let mut distribution = LabelDistribution::default();
    distribution.of = of.to_owned();
    distribution.total = labels.iter().map(|label| label.count).sum();
    distribution.labels = labels;
    for label in &mut distribution.labels {
        label.share = label.count as f64 / distribution.total as f64;
    }
    distribution
}
