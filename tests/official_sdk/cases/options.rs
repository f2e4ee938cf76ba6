use serde_json::{Value, json};

use super::predictions::every_type;
use super::{boxes, monitored};
use crate::case::Case;

const GROUP: &str = "options";

pub(super) fn cases() -> Vec<Case> {
    let nested = json!({
        "null": null, "list": [1, null, "é", { "deep": { "deeper": [[], {}, [null]] } }], "": "", "bool": true,
        "float": 2.5, "integer": -7, "zero": 0.0, "large": 9_007_199_254_740_993_i64, "é \"k\"": "😀",
    });
    let alone = [
        ("source", json!("camera-1")),
        ("source", json!("")),
        ("source", json!("caméra \"1\" \\ 😀")),
        ("tags", json!(["gold"])),
        ("tags", json!([])),
        ("tags", json!(["gold", "dé", "a \"b\"", "", "😀", "gold"])),
        ("metadata", json!({})),
        ("metadata", json!({ "manufacturer": "é", "latitude": 48.85, "iso": null })),
        ("metadata", nested.clone()),
        ("custom_metadata", json!({})),
        ("custom_metadata", nested.clone()),
        ("timestamp", json!(0.0)),
        ("timestamp", json!(-1.5)),
        ("timestamp", json!(1_718_000_000.123_456)),
        ("timestamp", json!(1e22)),
        ("timestamp", json!(f64::MAX)),
        ("timestamp", json!(5e-324)),
        ("upload_dir", json!("d/e")),
        ("upload_dir", json!("")),
        ("upload_dir", json!("été/\"x\" y")),
        ("sample", json!(true)),
        ("sample", json!(false)),
        ("custom_metrics", json!({})),
        ("custom_metrics", json!({ "blur": 0.1, "n": 3, "per class": { "1": [0.5, null] } })),
        ("content_type", json!("image/jpeg")),
        ("content_type", json!("IMAGE/PNG")),
        // It is ignored without a shadow prediction.
        ("shadow_latency", json!(0.1)),
    ];
    let mut cases: Vec<Case> = alone
        .into_iter()
        .map(|(key, value)| monitored(GROUP, format!("{key} {value}"), &[(key, value)]))
        .collect();

    let all: [(&str, Value); 10] = [
        ("source", json!("camera-1")),
        ("tags", json!(["gold", "dé"])),
        ("metadata", json!({ "a": 1, "x": null })),
        ("custom_metadata", nested),
        ("timestamp", json!(1_718_000_000.123_456)),
        ("upload_dir", json!("d/e")),
        ("shadow_latency", json!(0.1)),
        ("shadow_prediction", boxes()),
        ("sample", json!(true)),
        ("custom_metrics", json!({ "blur": 0.1 })),
    ];
    cases.push(monitored(GROUP, "all at once", &all));
    let nothing = [
        "source",
        "tags",
        "metadata",
        "custom_metadata",
        "timestamp",
        "upload_dir",
        "sample",
        "custom_metrics",
    ]
    .map(|key| (key, Value::Null));
    cases.push(monitored(GROUP, "all at once, without values", &nothing));
    for (r#type, prediction) in every_type() {
        let mut all = all.to_vec();
        all.push(("prediction", prediction.clone()));
        all.push(("shadow_prediction", prediction));
        cases.push(monitored(GROUP, format!("all at once, {type}"), &all).of_type(r#type));
    }
    cases
}
