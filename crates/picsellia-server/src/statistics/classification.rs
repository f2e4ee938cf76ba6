//! Predicted classes against reviewed ones.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use serde_json::json;

use super::class_names::ClassNames;
use super::review::Review;
use super::{Fields, StatisticsError, fields};
use crate::store::{Selection, Store};

#[derive(Deserialize)]
struct Champion {
    detection_classes: Vec<i64>,
    detection_scores: Vec<f64>,
}

impl Champion {
    /// The class of the best score, the first one of equals.
    fn best(&self) -> Option<i64> {
        let scored = self.detection_classes.iter().zip(&self.detection_scores);
        scored.rev().max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(class, _)| *class)
    }
}

pub(super) async fn compare(
    store: &Store,
    selection: &Selection,
    names: &ClassNames,
) -> Result<Fields, StatisticsError> {
    // By reviewed label, then by predicted one.
    let mut confusion: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let (mut compared, mut right, mut left_out) = (0_u64, 0_u64, 0_u64);
    store
        .each_reviewed(selection, |row| {
            let predicted =
                serde_json::from_str(&row.champion).ok().and_then(|champion: Champion| champion.best());
            let review: Review = serde_json::from_str(&row.review).unwrap_or_default();
            let labels: HashSet<&str> =
                review.classifications.iter().map(|labelled| labelled.label.as_str()).collect();
            let (Some(predicted), Some(first)) = (predicted, review.classifications.first()) else {
                left_out += 1;
                return;
            };
            let predicted = names.of(predicted);
            compared += 1;
            // A review may name several: any of them is right, else the first is what should have been said.
            let is_right = labels.contains(predicted.as_str());
            right += u64::from(is_right);
            let actual = if is_right { predicted.clone() } else { first.label.clone() };
            *confusion.entry(actual).or_default().entry(predicted).or_default() += 1;
        })
        .await?;
    Ok(fields(json!({
        "compared": compared,
        "left_out": left_out,
        "correct": right,
        "accuracy": (compared > 0).then(|| right as f64 / compared as f64),
        "confusion": confusion,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_of_the_best_score_is_predicted() {
        for (classes, scores, best) in [
            (vec![], vec![], None),
            (vec![4], vec![0.1], Some(4)),
            (vec![1, 2, 3], vec![0.2, 0.7, 0.1], Some(2)),
            (vec![1, 2], vec![0.5, 0.5], Some(1)),
        ] {
            assert_eq!(Champion { detection_classes: classes, detection_scores: scores }.best(), best);
        }
    }
}
