//! Predicted boxes against reviewed ones.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::boxes::{self, Found, Truth};
use super::class_names::ClassNames;
use super::{Fields, StatisticsError, fields};
use crate::store::{Selection, Store};

/// From this overlap on, a predicted box and a reviewed one of the same label are the same object.
const IOU: f64 = 0.5;
/// Predictions with more boxes on either side are left out: each is compared with each.
const MAX_BOXES: usize = 2_000;
/// The most pairs of boxes that are looked at; the oldest predictions are left out.
const MAX_PAIRS: usize = 50_000_000;

/// What was found of one label.
#[derive(Debug, Default)]
struct Tally {
    /// The score of each predicted box, and whether it is right.
    found: Vec<(f64, bool)>,
    /// How many boxes the reviews have.
    truths: usize,
}

/// True positives, false positives, false negatives.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    right: usize,
    wrong: usize,
    missed: usize,
}

pub(super) async fn compare(
    store: &Store,
    selection: &Selection,
    names: &ClassNames,
    listed: bool,
) -> Result<Fields, StatisticsError> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut predictions = Vec::new();
    let (mut compared, mut left_out, mut pairs_left) = (0_usize, 0_usize, MAX_PAIRS);
    store
        .each_reviewed(selection, |row| {
            let pair = boxes::of_champion(&row.champion, names).zip(boxes::of_review(&row.review));
            let affordable = pair.filter(|(found, truths)| {
                found.len().max(truths.len()) <= MAX_BOXES && found.len() * truths.len() <= pairs_left
            });
            match affordable {
                None => left_out += 1,
                Some((found, truths)) => {
                    compared += 1;
                    pairs_left -= found.len() * truths.len();
                    let counts = tally(&mut tallies, found, &truths);
                    if listed {
                        let Counts { right, wrong, missed } = counts;
                        predictions.push(json!({ "id": row.uuid, "tp": right, "fp": wrong, "fn": missed }));
                    }
                }
            }
        })
        .await?;

    let mut response = fields(json!({
        "iou": IOU,
        "compared": compared,
        "left_out": left_out,
        "overall": overall(&tallies),
        "classes": tallies.iter().map(|(label, tally)| of_label(label, tally)).collect::<Vec<_>>(),
    }));
    if listed {
        response.insert("predictions".to_owned(), predictions.into());
    }
    Ok(response)
}

/// Matches the boxes of one image, the best scores first, each with the free reviewed box that it overlaps most.
fn tally(tallies: &mut BTreeMap<String, Tally>, mut found: Vec<Found>, truths: &[Truth]) -> Counts {
    let mut counts = Counts { missed: truths.len(), ..Counts::default() };
    for truth in truths {
        tallies.entry(truth.label.clone()).or_default().truths += 1;
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut taken = vec![false; truths.len()];
    for found in found {
        let best = truths
            .iter()
            .zip(&mut taken)
            .filter(|(truth, taken)| !**taken && truth.label == found.label)
            .map(|(truth, taken)| (truth.at.iou(found.at), taken))
            .filter(|(iou, _)| *iou >= IOU)
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        let right = best.is_some();
        if let Some((_, taken)) = best {
            *taken = true;
            counts.right += 1;
            counts.missed -= 1;
        } else {
            counts.wrong += 1;
        }
        tallies.entry(found.label).or_default().found.push((found.score, right));
    }
    counts
}

impl Tally {
    fn counts(&self) -> Counts {
        let right = self.found.iter().filter(|(_, right)| *right).count();
        Counts { right, wrong: self.found.len() - right, missed: self.truths - right }
    }

    /// The area under the curve of precision over recall, its precision made monotonic (all points, as PASCAL VOC has
    /// done since 2010). None without reviewed boxes, for which there is no recall.
    fn average_precision(&self) -> Option<f64> {
        if self.truths == 0 {
            return None;
        }
        let mut ranked: Vec<(f64, bool)> = self.found.clone();
        ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        // Boxes of one score come or go together under any threshold: the curve has one point for all of them.
        let mut curve = Vec::new();
        let mut right = 0_usize;
        for (place, (score, is_right)) in ranked.iter().enumerate() {
            right += usize::from(*is_right);
            if ranked.get(place + 1).is_none_or(|(next, _)| next != score) {
                curve.push((right as f64 / self.truths as f64, right as f64 / (place + 1) as f64));
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

fn of_label(label: &str, tally: &Tally) -> Value {
    let mut value = of_counts(tally.counts());
    if let Some(fields) = value.as_object_mut() {
        fields.insert("label".to_owned(), label.into());
        fields.insert("average_precision".to_owned(), tally.average_precision().into());
    }
    value
}

fn overall(tallies: &BTreeMap<String, Tally>) -> Value {
    let sum = tallies.values().map(Tally::counts).fold(Counts::default(), |sum, counts| Counts {
        right: sum.right + counts.right,
        wrong: sum.wrong + counts.wrong,
        missed: sum.missed + counts.missed,
    });
    let precisions: Vec<f64> = tallies.values().filter_map(Tally::average_precision).collect();
    let mean = precisions.iter().sum::<f64>() / precisions.len() as f64;
    let mut value = of_counts(sum);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("map".to_owned(), (!precisions.is_empty()).then_some(mean).into());
    }
    value
}

fn of_counts(Counts { right, wrong, missed }: Counts) -> Value {
    json!({
        "tp": right,
        "fp": wrong,
        "fn": missed,
        "precision": share(right, right + wrong),
        "recall": share(right, right + missed),
    })
}

/// None of nothing.
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(found: &[(f64, bool)], truths: usize) -> Tally {
        Tally { found: found.to_vec(), truths }
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
        for found in [[(0.5, true), (0.5, false)], [(0.5, false), (0.5, true)]] {
            assert_eq!(of(&found, 1).average_precision(), Some(0.5));
        }
    }

    #[test]
    fn a_reviewed_box_is_found_once() {
        let names = ClassNames::new(Vec::new());
        let champion = r#"{"detection_classes":[1,1,2,1],"detection_texts":null,
            "detection_boxes":[[0,0,10,10],[0,0,10,9],[0,0,10,10],[100,100,90,90]],
            "detection_scores":[0.8,0.9,0.9,0.1]}"#;
        let review = r#"{"rectangles":[{"x":0,"y":0,"w":10,"h":10,"label_id":"i","label":"1"},
            {"x":90,"y":90,"w":10,"h":10,"label_id":"i","label":"1"},
            {"x":50,"y":50,"w":10,"h":10,"label_id":"i","label":"3"}]}"#;
        let mut tallies = BTreeMap::new();
        let found = boxes::of_champion(champion, &names).expect("boxes");
        let truths = boxes::of_review(review).expect("boxes");
        // The better score takes the box, the other one is wrong; reversed corners are put in order.
        let counts = tally(&mut tallies, found, &truths);
        assert_eq!(counts, Counts { right: 2, wrong: 2, missed: 1 });
        assert_eq!(tallies["1"].counts(), Counts { right: 2, wrong: 1, missed: 0 });
        assert_eq!(tallies["2"].counts(), Counts { right: 0, wrong: 1, missed: 0 });
        assert_eq!(tallies["3"].counts(), Counts { right: 0, wrong: 0, missed: 1 });
        // Label 2 has no reviewed box, and so no place in the mean.
        let label1 = 0.5 + 0.5 * (2.0 / 3.0);
        assert_eq!(overall(&tallies)["map"], label1 / 2.0);
    }
}
