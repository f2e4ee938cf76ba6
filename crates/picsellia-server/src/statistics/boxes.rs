//! Boxes of predictions and of reviews, on common ground.

use serde::Deserialize;
use serde_json::Number;

use super::class_names::ClassNames;
use super::review::{Rectangle, Review};

/// A box whose corners are in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Box2 {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// A box that a model found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) label: String,
    pub(super) score: f64,
    pub(super) at: Box2,
}

/// A box that a review says is there.
#[derive(Debug)]
pub(super) struct Truth {
    pub(super) label: String,
    pub(super) at: Box2,
}

impl Box2 {
    /// The smallest box around points `(x, y)`; none around nothing.
    fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points.into_iter().fold(None, |around, (x, y)| {
            let Self { left, top, right, bottom } =
                around.unwrap_or(Self { left: x, top: y, right: x, bottom: y });
            Some(Self { left: left.min(x), top: top.min(y), right: right.max(x), bottom: bottom.max(y) })
        })
    }

    fn area(self) -> f64 {
        (self.right - self.left) * (self.bottom - self.top)
    }

    /// The common area over the area of both, from 0 to 1; 0 where neither has an area.
    pub(super) fn iou(self, other: Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        let common = width.max(0.0) * height.max(0.0);
        let both = self.area() + other.area() - common;
        if both > 0.0 { common / both } else { 0.0 }
    }
}

/// A stored champion, of which only this is read.
#[derive(Deserialize)]
struct Champion {
    detection_classes: Vec<i64>,
    detection_scores: Vec<f64>,
    detection_boxes: Option<Vec<[f64; 4]>>,
    detection_masks: Option<Vec<Vec<(f64, f64)>>>,
}

/// The boxes of a champion, or those around its polygons; none when it holds neither.
pub(super) fn of_champion(champion: &str, names: &ClassNames) -> Option<Vec<Found>> {
    let champion: Champion = serde_json::from_str(champion).ok()?;
    let boxes: Vec<Option<Box2>> = match (champion.detection_boxes, champion.detection_masks) {
        (Some(boxes), _) => boxes
            .into_iter()
            .map(|[top, left, bottom, right]| Box2::around([(left, top), (right, bottom)]))
            .collect(),
        (None, Some(polygons)) => polygons.into_iter().map(Box2::around).collect(),
        (None, None) => return None,
    };
    let objects = champion.detection_classes.into_iter().zip(champion.detection_scores).zip(boxes);
    Some(
        objects
            .filter_map(|((class, score), at)| Some(Found { label: names.of(class), score, at: at? }))
            .collect(),
    )
}

/// The rectangles of a review, and those around its polygons.
pub(super) fn of_review(review: &str) -> Option<Vec<Truth>> {
    let review: Review = serde_json::from_str(review).ok()?;
    let rectangles = review.rectangles.into_iter().map(|drawn| (around_rectangle(&drawn.shape), drawn.label));
    let polygons = review
        .polygons
        .into_iter()
        .map(|drawn| (Box2::around(drawn.shape.polygon.iter().filter_map(number_pair)), drawn.label));
    Some(rectangles.chain(polygons).filter_map(|(at, label)| Some(Truth { at: at?, label })).collect())
}

fn around_rectangle(rectangle: &Rectangle) -> Option<Box2> {
    let Rectangle { x, y, w, h } = rectangle;
    let (x, y, w, h) = (x.as_f64()?, y.as_f64()?, w.as_f64()?, h.as_f64()?);
    Box2::around([(x, y), (x + w, y + h)])
}

fn number_pair([x, y]: &[Number; 2]) -> Option<(f64, f64)> {
    Some((x.as_f64()?, y.as_f64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlbr(top: f64, left: f64, bottom: f64, right: f64) -> Box2 {
        Box2::around([(left, top), (right, bottom)]).expect("two points")
    }

    #[test]
    fn overlap_is_over_the_area_of_both() {
        let whole = tlbr(0.0, 0.0, 10.0, 10.0);
        for (other, expected) in [
            (whole, 1.0),
            (tlbr(10.0, 10.0, 0.0, 0.0), 1.0),
            (tlbr(0.0, 5.0, 10.0, 15.0), 50.0 / 150.0),
            (tlbr(10.0, 0.0, 20.0, 10.0), 0.0),
            (tlbr(20.0, 20.0, 30.0, 30.0), 0.0),
            (tlbr(5.0, 5.0, 5.0, 5.0), 0.0),
        ] {
            assert_eq!(whole.iou(other), expected);
        }
        let point = tlbr(5.0, 5.0, 5.0, 5.0);
        assert_eq!(point.iou(point), 0.0);
    }
}
