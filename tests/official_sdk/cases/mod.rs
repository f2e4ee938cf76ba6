//! The cases, a file for each kind of thing. Each is data that both SDKs are told.

mod cloud;
mod connecting;
mod datalake;
mod images;
mod judged;
mod numbers;
mod options;
mod predicted_assets;
mod predictions;
mod responses;
mod settings;
mod shadows;
mod stats;

use picsellia_tests::{PNG, created};
use serde_json::{Value, json};

use crate::case::Case;
use crate::script::PREDICTION;

/// Every case. Those of a group come together.
pub(crate) fn all() -> Vec<Case> {
    [
        connecting::cases(),
        predictions::cases(),
        options::cases(),
        numbers::cases(),
        images::cases(),
        cloud::cases(),
        shadows::cases(),
        stats::cases(),
        settings::cases(),
        predicted_assets::cases(),
        datalake::cases(),
        responses::cases(),
        judged::cases(),
    ]
    .concat()
}

/// The documentation's snippet, whose boxes are not what they say.
pub(crate) fn documented() -> Case {
    monitored("the documentation's snippet", "to the letter", &[("latency", json!(0.257))])
}

/// The prediction of the documentation's snippet.
fn boxes() -> Value {
    json!({
        "type": "OBJECT_DETECTION",
        "detection_classes": [1, 2, 1],
        "detection_boxes": [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]],
        "detection_scores": [0.9, 0.7, 0.4],
    })
}

/// What the model said of an image that it saw at this size.
fn seen(prediction: &Value) -> Value {
    json!({ "latency": 0.5, "height": 800, "width": 600, "prediction": prediction })
}

/// The snippet's prediction, with these arguments besides or instead.
fn monitored(group: &'static str, name: impl Into<String>, arguments: &[(&str, Value)]) -> Case {
    let mut args = seen(&boxes());
    args["filename"] = "image.png".into();
    args["bytes"] = PNG.into();
    for (key, value) in arguments {
        args[*key] = value.clone();
    }
    Case::new(group, name, "monitor", args).monitoring([created(PREDICTION)])
}
