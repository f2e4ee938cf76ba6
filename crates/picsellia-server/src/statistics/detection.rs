//! Compares predicted boxes with reviewed boxes.

use std::collections::BTreeMap;

use picsellia_core::PredictionId;
use picsellia_core::endpoint::{
    DetectionCounts, DetectionReport, LabelDetectionQuality, OverallDetectionQuality,
};

use super::StatisticsError;
use super::boxes::{self, PredictedBox, ReviewedBox};
use super::class_names::ClassNames;
use crate::store::{Selection, Store};

/// The intersection over union from which two boxes of the same label are the same object.
const IOU: f64 = 0.5;
/// Predictions with more boxes on either side are left out, because each box is compared with each.
const MAX_BOXES: usize = 2_000;
/// The most pairs of boxes that are compared. The oldest predictions are left out.
const MAX_PAIRS: usize = 50_000_000;

/// The matches of one label.
#[derive(Debug, Default)]
struct LabelMatches {
    /// The score of each predicted box, and whether it is a true positive.
    predicted: Vec<(f64, bool)>,
    /// The number of reviewed boxes.
    reviewed: usize,
}

/// The counts of true and false positives and of false negatives.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    true_positives: u64,
    false_positives: u64,
    false_negatives: u64,
}

pub(super) async fn compare(
    store: &Store,
    selection: &Selection,
    names: &ClassNames,
    listed: bool,
) -> Result<DetectionReport, StatisticsError> {
    let mut labels: BTreeMap<String, LabelMatches> = BTreeMap::new();
    let mut report = DetectionReport::default();
    report.iou = IOU;
    report.predictions = listed.then(Vec::new);
    let mut pairs_left = MAX_PAIRS;
    store
        .each_reviewed(selection, |row| {
            let pair = boxes::predicted_boxes(&row.champion, names).zip(boxes::reviewed_boxes(&row.review));
            let within_limits = pair.filter(|(predicted, reviewed)| {
                predicted.len().max(reviewed.len()) <= MAX_BOXES
                    && predicted.len() * reviewed.len() <= pairs_left
            });
            match within_limits {
                None => report.left_out += 1,
                Some((predicted, reviewed)) => {
                    report.compared += 1;
                    pairs_left -= predicted.len() * reviewed.len();
                    let counts = match_boxes(&mut labels, predicted, &reviewed);
                    if let Some(predictions) = &mut report.predictions {
                        let mut prediction = DetectionCounts::new(&PredictionId::new(row.uuid));
                        prediction.true_positives = counts.true_positives;
                        prediction.false_positives = counts.false_positives;
                        prediction.false_negatives = counts.false_negatives;
                        predictions.push(prediction);
                    }
                }
            }
        })
        .await?;

    report.overall = overall(&labels);
    report.classes = labels.iter().map(|(label, matches)| of_label(label, matches)).collect();
    Ok(report)
}

/// Matches the boxes of one image in the order of their scores, each with the unmatched reviewed
/// box that it overlaps most.
fn match_boxes(
    labels: &mut BTreeMap<String, LabelMatches>,
    mut predicted: Vec<PredictedBox>,
    reviewed: &[ReviewedBox],
) -> Counts {
    let mut counts = Counts { false_negatives: reviewed.len() as u64, ..Counts::default() };
    for reviewed_box in reviewed {
        labels.entry(reviewed_box.label.clone()).or_default().reviewed += 1;
    }
    predicted.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut taken = vec![false; reviewed.len()];
    for predicted_box in predicted {
        let best = reviewed
            .iter()
            .zip(&mut taken)
            .filter(|(reviewed_box, taken)| !**taken && reviewed_box.label == predicted_box.label)
            .map(|(reviewed_box, taken)| (reviewed_box.rect.iou(predicted_box.rect), taken))
            .filter(|(iou, _)| *iou >= IOU)
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        let matched = best.is_some();
        if let Some((_, taken)) = best {
            *taken = true;
            counts.true_positives += 1;
            counts.false_negatives -= 1;
        } else {
            counts.false_positives += 1;
        }
        labels.entry(predicted_box.label).or_default().predicted.push((predicted_box.score, matched));
    }
    counts
}

impl LabelMatches {
    fn counts(&self) -> Counts {
        let true_positives = self.predicted.iter().filter(|(_, matched)| *matched).count();
        Counts {
            true_positives: true_positives as u64,
            false_positives: (self.predicted.len() - true_positives) as u64,
            false_negatives: (self.reviewed - true_positives) as u64,
        }
    }

    /// Returns the area under the precision–recall curve at all points, with monotonic precision,
    /// as PASCAL VOC defines it since 2010. Returns `None` without reviewed boxes, which have no
    /// recall.
    fn average_precision(&self) -> Option<f64> {
        if self.reviewed == 0 {
            return None;
        }
        let mut ranked: Vec<(f64, bool)> = self.predicted.clone();
        ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        // A threshold cannot separate boxes with the same score, so they have one point on the
        // curve.
        let mut curve = Vec::new();
        let mut true_positives = 0_usize;
        for (place, (score, matched)) in ranked.iter().enumerate() {
            true_positives += usize::from(*matched);
            if ranked.get(place + 1).is_none_or(|(next, _)| next != score) {
                curve.push((
                    true_positives as f64 / self.reviewed as f64,
                    true_positives as f64 / (place + 1) as f64,
                ));
            }
        }
        let (mut area, mut best) = (0.0, 0.0_f64);
        for (place, (recall, precision)) in curve.iter().enumerate().rev() {
            best = best.max(*precision);
            let before =
                place.checked_sub(1).and_then(|place| curve.get(place)).map_or(0.0, |(recall, _)| *recall);
            area += (recall - before) * best;
        }
        Some(area)
    }
}

fn of_label(label: &str, matches: &LabelMatches) -> LabelDetectionQuality {
    let counts = matches.counts();
    let mut quality = LabelDetectionQuality::default();
    quality.label = label.to_owned();
    quality.true_positives = counts.true_positives;
    quality.false_positives = counts.false_positives;
    quality.false_negatives = counts.false_negatives;
    quality.precision = counts.precision();
    quality.recall = counts.recall();
    quality.average_precision = matches.average_precision();
    quality
}

fn overall(labels: &BTreeMap<String, LabelMatches>) -> OverallDetectionQuality {
    let sum = labels.values().map(LabelMatches::counts).fold(Counts::default(), |sum, counts| Counts {
        true_positives: sum.true_positives + counts.true_positives,
        false_positives: sum.false_positives + counts.false_positives,
        false_negatives: sum.false_negatives + counts.false_negatives,
    });
    let precisions: Vec<f64> = labels.values().filter_map(LabelMatches::average_precision).collect();
    let mean = precisions.iter().sum::<f64>() / precisions.len() as f64;
    let mut quality = OverallDetectionQuality::default();
    quality.true_positives = sum.true_positives;
    quality.false_positives = sum.false_positives;
    quality.false_negatives = sum.false_negatives;
    quality.precision = sum.precision();
    quality.recall = sum.recall();
    quality.mean_average_precision = (!precisions.is_empty()).then_some(mean);
    quality
}

impl Counts {
    fn precision(self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    fn recall(self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }
}

/// Returns a part of a whole, or `None` if the whole is empty.
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(predicted: &[(f64, bool)], reviewed: usize) -> LabelMatches {
        LabelMatches { predicted: predicted.to_vec(), reviewed }
    }

    #[test]
    fn average_precision_is_the_area_under_the_curve() {
        // The curve: recall 0.5 at precision 1, recall 1 at precision 2/3.
        assert_eq!(
            of(&[(0.9, true), (0.8, false), (0.7, true)], 2).average_precision(),
            Some(0.5 + 0.5 * 2.0 / 3.0)
        );
        assert_eq!(of(&[(0.9, true)], 1).average_precision(), Some(1.0));
        assert_eq!(of(&[(0.9, true)], 2).average_precision(), Some(0.5));
        assert_eq!(of(&[(0.9, false), (0.8, true)], 1).average_precision(), Some(0.5));
        assert_eq!(of(&[], 3).average_precision(), Some(0.0));
        assert_eq!(of(&[(0.9, false)], 0).average_precision(), None);
        // The order among equal scores does not matter.
        for predicted in [[(0.5, true), (0.5, false)], [(0.5, false), (0.5, true)]] {
            assert_eq!(of(&predicted, 1).average_precision(), Some(0.5));
        }
    }

    #[test]
    fn a_reviewed_box_is_matched_once() {
        let names = ClassNames::new(Vec::new());
        let champion = r#"{"detection_classes":[1,1,2,1],"detection_texts":null,
            "detection_boxes":[[0,0,10,10],[0,0,10,9],[0,0,10,10],[100,100,90,90]],
            "detection_scores":[0.8,0.9,0.9,0.1]}"#;
        let review = r#"{"rectangles":[{"x":0,"y":0,"w":10,"h":10,"label_id":"i","label":"1"},
            {"x":90,"y":90,"w":10,"h":10,"label_id":"i","label":"1"},
            {"x":50,"y":50,"w":10,"h":10,"label_id":"i","label":"3"}]}"#;
        let mut labels = BTreeMap::new();
        let predicted = boxes::predicted_boxes(champion, &names).expect("boxes");
        let reviewed = boxes::reviewed_boxes(review).expect("boxes");
        // The better score gets the box, and the other one is a false positive. Reversed corners
        // are ordered.
        let counts = match_boxes(&mut labels, predicted, &reviewed);
        assert_eq!(counts, Counts { true_positives: 2, false_positives: 2, false_negatives: 1 });
        assert_eq!(
            labels["1"].counts(),
            Counts { true_positives: 2, false_positives: 1, false_negatives: 0 }
        );
        assert_eq!(
            labels["2"].counts(),
            Counts { true_positives: 0, false_positives: 1, false_negatives: 0 }
        );
        assert_eq!(
            labels["3"].counts(),
            Counts { true_positives: 0, false_positives: 0, false_negatives: 1 }
        );
        // Label 2 has no reviewed box, so it is not part of the mean.
        let label1 = 0.5 + 0.5 * (2.0 / 3.0);
        assert_eq!(overall(&labels).mean_average_precision, Some(label1 / 2.0));
    }
}
