//! The boxes of predictions and of reviews, in one form.

use serde::Deserialize;
use serde_json::Number;

use super::class_names::ClassNames;
use super::review::{Rectangle, Review};

/// A box with ordered corners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// A predicted box.
#[derive(Debug)]
pub(super) struct PredictedBox {
    pub(super) label: String,
    pub(super) score: f64,
    pub(super) rect: Rect,
}

/// A reviewed box.
#[derive(Debug)]
pub(super) struct ReviewedBox {
    pub(super) label: String,
    pub(super) rect: Rect,
}

impl Rect {
    /// Returns the bounding box of points `(x, y)`, or `None` without points.
    fn bounding(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points.into_iter().fold(None, |bounding, (x, y)| {
            let Self { left, top, right, bottom } =
                bounding.unwrap_or(Self { left: x, top: y, right: x, bottom: y });
            Some(Self { left: left.min(x), top: top.min(y), right: right.max(x), bottom: bottom.max(y) })
        })
    }

    fn area(self) -> f64 {
        (self.right - self.left) * (self.bottom - self.top)
    }

    /// Returns the intersection over union, from 0 to 1. It is 0 if neither box has an area.
    pub(super) fn iou(self, other: Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        let intersection = width.max(0.0) * height.max(0.0);
        let union = self.area() + other.area() - intersection;
        if union > 0.0 { intersection / union } else { 0.0 }
    }
}

/// The fields of a stored champion that are read here.
#[derive(Deserialize)]
struct Champion {
    detection_classes: Vec<i64>,
    detection_scores: Vec<f64>,
    detection_boxes: Option<Vec<[f64; 4]>>,
    detection_masks: Option<Vec<Vec<(f64, f64)>>>,
}

/// Returns the boxes of a champion, or the bounding boxes of its polygons. Returns `None` if it has
/// neither.
pub(super) fn predicted_boxes(champion: &str, names: &ClassNames) -> Option<Vec<PredictedBox>> {
    let champion: Champion = serde_json::from_str(champion).ok()?;
    let boxes: Vec<Option<Rect>> = match (champion.detection_boxes, champion.detection_masks) {
        (Some(boxes), _) => boxes
            .into_iter()
            .map(|[top, left, bottom, right]| Rect::bounding([(left, top), (right, bottom)]))
            .collect(),
        (None, Some(polygons)) => polygons.into_iter().map(Rect::bounding).collect(),
        (None, None) => return None,
    };
    let objects = champion.detection_classes.into_iter().zip(champion.detection_scores).zip(boxes);
    Some(
        objects
            .filter_map(|((class, score), rect)| {
                Some(PredictedBox { label: names.label(class), score, rect: rect? })
            })
            .collect(),
    )
}

/// Returns the rectangles of a review, and the bounding boxes of its polygons.
pub(super) fn reviewed_boxes(review: &str) -> Option<Vec<ReviewedBox>> {
    let review: Review = serde_json::from_str(review).ok()?;
    let rectangles = review.rectangles.into_iter().map(|drawn| (rect_of(&drawn.shape), drawn.label));
    let polygons = review
        .polygons
        .into_iter()
        .map(|drawn| (Rect::bounding(drawn.shape.polygon.iter().filter_map(number_pair)), drawn.label));
    Some(
        rectangles
            .chain(polygons)
            .filter_map(|(rect, label)| Some(ReviewedBox { rect: rect?, label }))
            .collect(),
    )
}

fn rect_of(rectangle: &Rectangle) -> Option<Rect> {
    let Rectangle { x, y, w, h } = rectangle;
    let (x, y, w, h) = (x.as_f64()?, y.as_f64()?, w.as_f64()?, h.as_f64()?);
    Rect::bounding([(x, y), (x + w, y + h)])
}

fn number_pair([x, y]: &[Number; 2]) -> Option<(f64, f64)> {
    Some((x.as_f64()?, y.as_f64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlbr(top: f64, left: f64, bottom: f64, right: f64) -> Rect {
        Rect::bounding([(left, top), (right, bottom)]).expect("two points")
    }

    #[test]
    fn iou_is_the_intersection_over_the_union() {
        let square = tlbr(0.0, 0.0, 10.0, 10.0);
        for (other, expected) in [
            (square, 1.0),
            (tlbr(10.0, 10.0, 0.0, 0.0), 1.0),
            (tlbr(0.0, 5.0, 10.0, 15.0), 50.0 / 150.0),
            (tlbr(10.0, 0.0, 20.0, 10.0), 0.0),
            (tlbr(20.0, 20.0, 30.0, 30.0), 0.0),
            (tlbr(5.0, 5.0, 5.0, 5.0), 0.0),
        ] {
            assert_eq!(square.iou(other), expected);
        }
        let point = tlbr(5.0, 5.0, 5.0, 5.0);
        assert_eq!(point.iou(point), 0.0);
    }
}
