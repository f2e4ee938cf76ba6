//! Drawings show each shape in its place, and no input makes them fail.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, HashSet};

use picsellia_core::{InferenceType, Prediction};
use picsellia_draw::Drawing;
use picsellia_draw::image::{Rgb, RgbImage};
use serde_json::{Value, json};

const ORANGE: Rgb<u8> = Rgb([255, 176, 0]);
const BLUE: Rgb<u8> = Rgb([90, 200, 255]);
/// The height of the legend of one prediction.
const LEGEND: u32 = 32;

fn prediction(inference_type: InferenceType, shapes: &Value) -> Prediction {
    let mut wire = json!({ "detection_classes": [1], "detection_scores": [0.5] });
    wire.as_object_mut().unwrap().extend(shapes.as_object().unwrap().clone());
    Prediction::from_json(wire.to_string().as_bytes(), inference_type).unwrap()
}

fn picture() -> RgbImage {
    RgbImage::from_pixel(300, 200, Rgb([9, 9, 9]))
}

/// Returns the pixels of the picture with this color.
fn in_color(drawing: &RgbImage, color: Rgb<u8>) -> HashSet<(u32, u32)> {
    let below = drawing.enumerate_pixels().filter(|(_, y, pixel)| *y >= LEGEND && **pixel == color);
    below.map(|(x, y, _)| (x, y - LEGEND)).collect()
}

fn shapes_at(corner: i64, size: i64) -> Vec<(InferenceType, Value)> {
    let (a, b) = (corner, corner.saturating_add(size));
    vec![
        (InferenceType::ObjectDetection, json!({ "detection_boxes": [[a, a, b, b]] })),
        (InferenceType::Segmentation, json!({ "detection_masks": [[[a, a], [b, a], [b, b], [a, b]]] })),
        (InferenceType::Line, json!({ "lines": [[[a, a], [b, a], [b, b]]] })),
        (InferenceType::Point, json!({ "points": [[a, a]] })),
        (InferenceType::Keypoint, json!({ "keypoints": [[[a, a, 2], [b, b, 1], [b, a, 0]]] })),
    ]
}

#[test]
fn shapes_of_every_type_are_in_their_place() {
    for (inference_type, shapes) in shapes_at(60, 80) {
        let found = prediction(inference_type, &shapes);
        let drawn = in_color(&Drawing::new(&picture()).champion(&found, "").draw(), ORANGE);
        assert!(drawn.iter().any(|&(x, y)| x.abs_diff(60) <= 5 && y.abs_diff(60) <= 5), "{inference_type}");
        let at = |wanted: (u32, u32)| drawn.contains(&wanted);
        assert!(!at((100, 100)), "{inference_type}: nothing is drawn inside");
        let is_on_upper_edge = at((100, 60));
        let has_edges = !matches!(inference_type, InferenceType::Point | InferenceType::Keypoint);
        assert_eq!(is_on_upper_edge, has_edges, "{inference_type}");
    }
}

#[test]
fn a_shadow_is_dashed_and_a_hidden_point_is_hollow() {
    let boxes =
        prediction(InferenceType::ObjectDetection, &json!({ "detection_boxes": [[60, 60, 140, 140]] }));
    let solid = in_color(&Drawing::new(&picture()).champion(&boxes, "").draw(), ORANGE);
    let dashed = in_color(&Drawing::new(&picture()).shadow(&boxes, "").draw(), BLUE);
    let edge = |drawn: &HashSet<(u32, u32)>| (60..140).filter(|&x| drawn.contains(&(x, 60))).count();
    assert_eq!(edge(&solid), 80);
    assert!((30..50).contains(&edge(&dashed)), "{}", edge(&dashed));

    for (visibility, filled) in [(2, true), (1, false)] {
        let shapes = json!({ "keypoints": [[[60, 60, visibility]]] });
        let found = prediction(InferenceType::Keypoint, &shapes);
        let drawn = in_color(&Drawing::new(&picture()).champion(&found, "").draw(), ORANGE);
        assert_eq!(drawn.contains(&(60, 60)), filled);
    }
}

#[test]
fn a_class_of_the_whole_image_is_listed_by_its_name() {
    let wire = br#"{"detection_classes":[0,7],"detection_scores":[0.8,0.2]}"#;
    let found = Prediction::from_json(wire, InferenceType::Classification).unwrap();
    let names = |name: &str| BTreeMap::from([(0, name.to_owned())]);
    let picture = picture();
    let drawing = |name| Drawing::new(&picture).champion(&found, "").class_names(names(name)).draw();
    assert_ne!(in_color(&drawing("cat"), ORANGE), in_color(&drawing("dog"), ORANGE));
    assert!(in_color(&drawing("cat"), ORANGE).iter().all(|&(x, y)| x < 140 && y < 60));
}

#[test]
fn extreme_numbers_do_not_fail() {
    for (corner, size) in
        [(-20, 40), (290, 900), (i64::MIN, i64::MAX), (i64::MAX, 1), (i64::MIN, 3), (50, -20), (i64::MIN, -1)]
    {
        for (inference_type, shapes) in shapes_at(corner, size) {
            let found = prediction(inference_type, &shapes);
            let drawing =
                Drawing::new(&picture()).champion(&found, "champion").shadow(&found, "shadow").draw();
            assert_eq!(drawing.dimensions(), (300, 256));
        }
    }
    let tiny = RgbImage::new(1, 1);
    let found = prediction(InferenceType::Point, &json!({ "points": [[0, 0]] }));
    assert!(
        Drawing::new(&tiny).champion(&found, "a long legend").draw().width() > 100,
        "the legend is complete"
    );
}
