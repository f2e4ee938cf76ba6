//! Adds reviews.

use picsellia_deploy::deployment::LabelId;
use picsellia_deploy::predicted_asset::Review;
use picsellia_deploy::prediction::{Point, Polygon, Polyline};
use picsellia_deploy::{BBox, PredictionId};
use serde::Deserialize;
use serde_json::Value;

use super::{Context, Failure};

/// The shapes of a review. The nth shape of a list has the nth label, modulo the number of labels.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shapes {
    oracle_prediction_id: String,
    #[serde(default)]
    rectangles: Vec<[i64; 4]>,
    #[serde(default)]
    polygons: Vec<Vec<[i64; 2]>>,
    #[serde(default)]
    classifications: Vec<Value>,
    #[serde(default)]
    lines: Vec<Vec<[i64; 2]>>,
    #[serde(default)]
    points: Vec<[i64; 2]>,
}

pub(super) async fn add(context: &Context<'_>) -> Result<Value, Failure> {
    let labels = context.deployment().labels().await?;
    let shapes: Shapes = context.args();
    let asset = context.deployment().predicted_asset(&PredictionId::new(shapes.oracle_prediction_id)).await?;
    let label = |index: usize| -> LabelId { labels[index % labels.len()].id.clone() };

    let mut review = Review::new();
    for (index, [x, y, width, height]) in shapes.rectangles.into_iter().enumerate() {
        review = review.rectangle(label(index), BBox::xywh(x, y, width, height)?);
    }
    for (index, points) in shapes.polygons.into_iter().enumerate() {
        review = review.polygon(label(index), Polygon::new(points));
    }
    for (index, _) in shapes.classifications.iter().enumerate() {
        review = review.classification(label(index));
    }
    for (index, points) in shapes.lines.into_iter().enumerate() {
        review = review.line(label(index), Polyline::new(points));
    }
    for (index, [x, y]) in shapes.points.into_iter().enumerate() {
        review = review.point(label(index), Point::new(x, y));
    }
    asset.add_review(&review).await?;
    Ok(Value::Null)
}
