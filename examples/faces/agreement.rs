//! Counts the boxes on which two predictions agree.

use picsellia_deploy::{BBox, DetectionPrediction};

/// The intersection over union from which two boxes are the same face.
const MIN_OVERLAP: f64 = 0.5;

/// Counts the boxes that both predictions have. Each box is counted once.
pub(crate) fn count(one: &DetectionPrediction, other: &DetectionPrediction) -> usize {
    let mut left: Vec<BBox> = boxes(other).collect();
    let has_partner = |bbox: &BBox| {
        let overlaps = left.iter().map(|other| bbox.iou(*other)).enumerate();
        match overlaps.max_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((index, overlap)) if overlap >= MIN_OVERLAP => {
                left.swap_remove(index);
                true
            }
            _ => false,
        }
    };
    boxes(one).filter(has_partner).count()
}

fn boxes(prediction: &DetectionPrediction) -> impl Iterator<Item = BBox> {
    prediction.boxes().iter().filter_map(|bbox| BBox::try_from(*bbox).ok())
}
