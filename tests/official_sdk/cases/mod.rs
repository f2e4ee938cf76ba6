//! The cases, one file for each kind.

mod cloud;
mod connecting;
mod datalake;
mod images;
mod listed_differences;
mod numbers;
mod options;
mod predicted_assets;
mod predictions;
mod responses;
mod settings;
mod shadows;
mod statistics;

use picsellia_tests::{PNG, created};
use serde_json::{Value, json};

use crate::case::Case;
use crate::script::PREDICTION;

/// Returns every case. The cases of a group are adjacent.
pub(crate) fn all() -> Vec<Case> {
    [
        connecting::cases(),
        predictions::cases(),
        options::cases(),
        numbers::cases(),
        images::cases(),
        cloud::cases(),
        shadows::cases(),
        statistics::cases(),
        settings::cases(),
        predicted_assets::cases(),
        datalake::cases(),
        responses::cases(),
        listed_differences::cases(),
    ]
    .concat()
}

/// Returns the snippet in the documentation of the platform.
pub(crate) fn documented() -> Case {
    monitored("the documentation's snippet", "unchanged", &[("latency", json!(0.257))])
}

/// Returns the prediction of the documentation's snippet.
fn boxes() -> Value {
    json!({
        "type": "OBJECT_DETECTION",
        "detection_classes": [1, 2, 1],
        "detection_boxes": [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]],
        "detection_scores": [0.9, 0.7, 0.4],
    })
}

/// Returns the arguments of a prediction.
fn prediction_args(prediction: &Value) -> Value {
    json!({ "latency": 0.5, "height": 800, "width": 600, "prediction": prediction })
}

/// Returns a case that monitors the snippet's prediction, with these arguments added or replaced.
fn monitored(group: &'static str, name: impl Into<String>, arguments: &[(&str, Value)]) -> Case {
    let mut args = prediction_args(&boxes());
    args["filename"] = "image.png".into();
    args["bytes"] = PNG.into();
    for (key, value) in arguments {
        args[*key] = value.clone();
    }
    Case::new(group, name, "monitor", args).monitoring([created(PREDICTION)])
}
