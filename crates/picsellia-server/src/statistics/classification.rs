//! Compares predicted classes with reviewed classes.

use std::collections::HashSet;

use picsellia_core::endpoint::ClassificationReport;
use serde::Deserialize;

use super::StatisticsError;
use super::class_names::ClassNames;
use super::review::Review;
use crate::store::{Selection, Store};

#[derive(Deserialize)]
struct Champion {
    detection_classes: Vec<i64>,
    detection_scores: Vec<f64>,
}

impl Champion {
    /// Returns the class with the best score. Of equal scores, it is the first.
    fn best_class(&self) -> Option<i64> {
        let scored = self.detection_classes.iter().zip(&self.detection_scores);
        scored.rev().max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(class, _)| *class)
    }
}

pub(super) async fn compare(
    store: &Store,
    selection: &Selection,
    names: &ClassNames,
) -> Result<ClassificationReport, StatisticsError> {
    let mut report = ClassificationReport::default();
    store
        .each_reviewed(selection, |row| {
            let predicted =
                serde_json::from_str(&row.champion).ok().and_then(|champion: Champion| champion.best_class());
            let review: Review = serde_json::from_str(&row.review).unwrap_or_default();
            let labels: HashSet<&str> =
                review.classifications.iter().map(|labeled| labeled.label.as_str()).collect();
            let (Some(predicted), Some(first)) = (predicted, review.classifications.first()) else {
                report.left_out += 1;
                return;
            };
            let predicted = names.label(predicted);
            report.compared += 1;
            // Any class of a review is correct. Otherwise the first one is the expected class.
            let is_correct = labels.contains(predicted.as_str());
            report.correct += u64::from(is_correct);
            let actual = if is_correct { predicted.clone() } else { first.label.clone() };
            *report.confusion.entry(actual).or_default().entry(predicted).or_default() += 1;
        })
        .await?;
    report.accuracy = (report.compared > 0).then(|| report.correct as f64 / report.compared as f64);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_predicted_class_has_the_best_score() {
        for (classes, scores, best) in [
            (vec![], vec![], None),
            (vec![4], vec![0.1], Some(4)),
            (vec![1, 2, 3], vec![0.2, 0.7, 0.1], Some(2)),
            (vec![1, 2], vec![0.5, 0.5], Some(1)),
        ] {
            assert_eq!(Champion { detection_classes: classes, detection_scores: scores }.best_class(), best);
        }
    }
}
