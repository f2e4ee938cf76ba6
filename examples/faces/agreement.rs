//! How far two predictions agree.

use picsellia_deploy::{DetectionPrediction, RawBox};

/// Two boxes that overlap this much (intersection over union) are taken for the same face.
const SAME: f64 = 0.5;

/// Counts the boxes that both predictions have. Each box is counted once.
pub(crate) fn count(one: &DetectionPrediction, other: &DetectionPrediction) -> usize {
    let mut left: Vec<RawBox> = other.boxes().to_vec();
    let has_partner = |bbox: &&RawBox| {
        let best =
            left.iter().map(|other| overlap(**bbox, *other)).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((index, overlap)) if overlap >= SAME => {
                left.swap_remove(index);
                true
            }
            _ => false,
        }
    };
    one.boxes().iter().filter(has_partner).count()
}

/// Intersection over union.
#[allow(clippy::cast_precision_loss)] // areas of boxes within a picture
fn overlap(one: RawBox, other: RawBox) -> f64 {
    let ([t1, l1, b1, r1], [t2, l2, b2, r2]) = (one.to_tlbr(), other.to_tlbr());
    let (height, width) = (b1.min(b2) - t1.max(t2), r1.min(r2) - l1.max(l2));
    let intersection = height.max(0) * width.max(0);
    let union = (b1 - t1) * (r1 - l1) + (b2 - t2) * (r2 - l2) - intersection;
    intersection as f64 / union as f64
}
