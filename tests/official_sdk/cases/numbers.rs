use serde_json::{Value, json};

use super::{boxes, monitored};
use crate::case::Case;

const GROUP: &str = "numbers";

/// Floats whose text has every form.
const FLOATS: [f64; 14] = [
    1e-7,
    1e22,
    0.1 + 0.2,
    5.0,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    -0.0,
    1.0 / 3.0,
    123_456_789.123_456_78,
    1e15,
    1e16,
    1e17,
    -1e-5,
];

pub(super) fn cases() -> Vec<Case> {
    let classified = |scores: &[f64]| {
        let classes: Vec<usize> = (0..scores.len()).collect();
        json!({ "type": "CLASSIFICATION", "detection_classes": classes, "detection_scores": scores })
    };
    let mut cases =
        vec![monitored(GROUP, "scores", &[("prediction", classified(&FLOATS))]).of_type("CLASSIFICATION")];
    for float in FLOATS {
        cases.push(monitored(
            GROUP,
            format!("a latency of {float:?} seconds, also of the shadow"),
            &[("latency", json!(float)), ("shadow_latency", json!(float)), ("shadow_prediction", boxes())],
        ));
    }

    let detected = |boxes: &[[i64; 4]]| -> Value {
        let count = u32::try_from(boxes.len()).unwrap_or(u32::MAX);
        let scores: Vec<f64> = (0..count).map(|index| f64::from(index) / f64::from(count)).collect();
        let classes: Vec<u32> = (0..count).map(|index| index % 80).collect();
        json!({
            "type": "OBJECT_DETECTION", "detection_classes": classes, "detection_boxes": boxes,
            "detection_scores": scores,
        })
    };
    let many: Vec<[i64; 4]> = (0..300).map(|index| [index, index + 1, index + 20, index + 31]).collect();
    let huge = 1_i64 << 62;
    for (name, boxes) in [
        ("300 boxes", many.as_slice()),
        ("reversed boxes", &[[190, 100, 50, 90], [5, 5, 4, 4]]),
        ("boxes without an area", &[[0, 0, 0, 0], [7, 8, 7, 80]]),
        ("negative coordinates", &[[-5, -7, 20, 30], [-9, -9, -1, -1]]),
        ("coordinates far outside the image", &[[0, 0, 100_000, 100_000], [-huge, -huge, huge, huge]]),
        ("the largest integers", &[[i64::MIN, i64::MIN, i64::MAX, i64::MAX]]),
    ] {
        cases.push(monitored(GROUP, name, &[("prediction", detected(boxes))]));
    }

    // Invalid shapes, classes and scores are sent unchanged.
    for (name, r#type, shapes) in [
        ("a polygon of one point", "SEGMENTATION", json!({ "detection_masks": [[[1, 2]]] })),
        ("a polygon without points", "SEGMENTATION", json!({ "detection_masks": [[]] })),
        ("a line of one point, far outside", "LINE", json!({ "lines": [[[-huge, huge]]] })),
        ("a point outside", "POINT", json!({ "points": [[-1, 100_000]] })),
        ("a skeleton without points", "KEYPOINT", json!({ "keypoints": [[]] })),
        ("a skeleton with odd visibilities", "KEYPOINT", json!({ "keypoints": [[[-1, -2, 9], [0, 0, -1]]] })),
        ("an empty mask", "MASK", json!({ "detection_masks": [""] })),
    ] {
        let mut prediction = shapes;
        prediction["type"] = r#type.into();
        prediction["detection_classes"] = json!([-huge]);
        prediction["detection_scores"] = json!([7.5]);
        cases.push(monitored(GROUP, name, &[("prediction", prediction)]).of_type(r#type));
    }

    for (height, width) in [(1, 1), (u32::MAX, u32::MAX)] {
        let size = [("height", json!(height)), ("width", json!(width))];
        cases.push(monitored(GROUP, format!("an image of {width} x {height}"), &size));
    }
    cases
}
