use serde_json::{Value, json};

use super::monitored;
use crate::case::Case;

/// Returns a prediction of every type, with two objects.
pub(super) fn every_type() -> [(&'static str, Value); 7] {
    [
        ("CLASSIFICATION", json!({})),
        ("OBJECT_DETECTION", json!({ "detection_boxes": [[1, 2, 30, 40], [5, 6, 70, 80]] })),
        (
            "SEGMENTATION",
            json!({ "detection_masks": [
                [[200, 200], [225, 200], [250, 250], [250, 225], [220, 220]], [[1, 2], [3, 4], [5, 6]],
            ] }),
        ),
        ("LINE", json!({ "lines": [[[1, 2], [3, 4]], [[10, 20], [30, 40], [50, 60]]] })),
        ("POINT", json!({ "points": [[1, 2], [300, 400]] })),
        ("KEYPOINT", json!({ "keypoints": [[[1, 2, 2], [3, 4, 0]], [[5, 6, 1]]] })),
        ("MASK", json!({ "detection_masks": ["12 3 40 5", "é \"quoted\" \\"] })),
    ]
    .map(|(name, mut prediction)| {
        prediction["type"] = name.into();
        prediction["detection_classes"] = json!([2, 0]);
        prediction["detection_scores"] = json!([0.8, 0.25]);
        (name, prediction)
    })
}

/// Returns the prediction without its objects.
pub(super) fn emptied(prediction: &Value) -> Value {
    let mut emptied = prediction.clone();
    for (_, column) in emptied.as_object_mut().into_iter().flatten() {
        if let Some(list) = column.as_array_mut() {
            list.clear();
        }
    }
    emptied
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![super::documented()];
    for (r#type, plain) in every_type() {
        let group = "every type of prediction";
        let mut texts = plain.clone();
        texts["detection_texts"] = json!(["AB-123-CD é", "\"\n\t\\ \u{1} 😀 \u{2028}"]);
        let mut shadow = texts.clone();
        shadow["detection_scores"] = json!([0.125, 1.0]);
        let one = |name: &str, arguments: &[(&str, Value)]| {
            monitored(group, format!("{type}, {name}"), arguments).of_type(r#type)
        };
        cases.extend([
            one("plain", &[("prediction", plain.clone())]),
            one("without objects", &[("prediction", emptied(&plain))]),
            one("with texts", &[("prediction", texts)]),
            one(
                "with a shadow",
                &[
                    ("prediction", plain.clone()),
                    ("shadow_latency", json!(0.1)),
                    ("shadow_prediction", shadow),
                ],
            ),
            one(
                "with a shadow without objects",
                &[
                    ("prediction", plain.clone()),
                    ("shadow_latency", json!(0.0)),
                    ("shadow_prediction", emptied(&plain)),
                ],
            ),
        ]);
    }
    cases
}
