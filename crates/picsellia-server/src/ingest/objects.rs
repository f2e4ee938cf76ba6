//! The values of objects that statistics need: class, score and area.

use std::fmt::Write as _;

use picsellia_core::{Objects, Prediction, Shape};

/// Returns a JSON list of `[class, score, area]`. The area is null if the shape has none.
pub(super) fn to_json(prediction: &Prediction) -> String {
    match prediction {
        Prediction::Classification(objects) => rows(objects, |_| None),
        Prediction::Detection(objects) => rows(objects, |shape| {
            let [top, left, bottom, right] = shape.to_tlbr();
            Some((bottom as f64 - top as f64).abs() * (right as f64 - left as f64).abs())
        }),
        Prediction::Segmentation(objects) => rows(objects, |polygon| Some(polygon_area(polygon.points()))),
        Prediction::Line(objects) => rows(objects, |_| None),
        Prediction::Point(objects) => rows(objects, |_| None),
        Prediction::Keypoint(objects) => rows(objects, |_| None),
        Prediction::Mask(objects) => rows(objects, |_| None),
        // A type of a later version. It is stored, but it has no objects to count.
        _ => "[]".to_owned(),
    }
}

fn rows<S: Shape>(objects: &Objects<S>, area: impl Fn(&S) -> Option<f64>) -> String {
    let mut json = String::from("[");
    let columns = objects.classes().iter().zip(objects.scores()).zip(objects.shapes());
    for (index, ((class, score), shape)) in columns.enumerate() {
        if index > 0 {
            json.push(',');
        }
        // Writing to a String cannot fail, and the numbers are finite.
        let _ = match area(shape) {
            Some(area) => write!(json, "[{class},{:?},{area:?}]", score.as_f64()),
            None => write!(json, "[{class},{:?},null]", score.as_f64()),
        };
    }
    json.push(']');
    json
}

/// Returns the area by the shoelace formula. The coordinates are relative to the first point, so
/// that large ones stay exact.
fn polygon_area(points: &[[i64; 2]]) -> f64 {
    let Some([x0, y0]) = points.first() else { return 0.0 };
    let relative = |[x, y]: &[i64; 2]| (*x as f64 - *x0 as f64, *y as f64 - *y0 as f64);
    let doubled: f64 = points
        .windows(2)
        .filter_map(|pair| {
            let [from, to] = pair else { return None };
            let ((x1, y1), (x2, y2)) = (relative(from), relative(to));
            Some(x1 * y2 - x2 * y1)
        })
        .sum();
    doubled.abs() / 2.0
}

#[cfg(test)]
mod tests {
    use picsellia_core::{BBox, ClassificationPrediction, DetectionPrediction, WholeImage};

    use super::*;

    #[test]
    fn areas_of_polygons_are_exact() {
        assert_eq!(polygon_area(&[[0, 0], [4, 0], [4, 3], [0, 3]]), 12.0);
        assert_eq!(polygon_area(&[[10, 10], [14, 10], [10, 13]]), 6.0);
        assert_eq!(polygon_area(&[[1, 1], [2, 2]]), 0.0);
        assert_eq!(polygon_area(&[]), 0.0);
    }

    #[test]
    fn objects_are_written_as_json() {
        let boxes = DetectionPrediction::builder()
            .object(1, 1e-7, BBox::tlbr(1, 2, 3, 5).expect("a box"))
            .object(2, 1.0, BBox::tlbr(0, 0, 1, 1).expect("a box"))
            .build()
            .expect("a prediction");
        let rows: serde_json::Value = serde_json::from_str(&to_json(&boxes.into())).expect("JSON");
        assert_eq!(rows, serde_json::json!([[1, 1e-7, 6.0], [2, 1.0, 1.0]]));
        let kind =
            ClassificationPrediction::builder().object(3, 0.5, WholeImage).build().expect("a prediction");
        assert_eq!(to_json(&kind.into()), "[[3,0.5,null]]");
        let nothing = DetectionPrediction::builder().build().expect("a prediction");
        assert_eq!(to_json(&nothing.into()), "[]");
    }
}
