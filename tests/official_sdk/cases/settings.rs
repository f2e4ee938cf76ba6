use picsellia_tests::reply;
use serde_json::json;

use crate::case::Case;
use crate::script::{datalake, labels, model_version, settings};

const GROUP: &str = "labels and settings";

pub(super) fn cases() -> Vec<Case> {
    let models = || [reply(200, &settings()), reply(200, &model_version())];
    let read = |name: &str, call: &'static str| Case::new(GROUP, name, call, json!({}));
    let mut cases = vec![
        read("labels", "list_labels").platform([reply(200, &labels())]),
        read("no labels", "list_labels").platform([reply(200, &json!({ "items": [] }))]),
        read("the champion model", "get_model_version").platform(models()),
        read("the shadow model", "get_shadow_model").platform(models()),
        read("a refresh of the deployment", "sync").platform([reply(200, &settings())]),
        read("a refresh of a deleted deployment", "sync")
            .platform([reply(404, &json!({ "message": "gone" }))]),
        read("tags", "get_tags").platform([reply(200, &settings())]),
    ];
    for (key, value) in
        [("type", json!("NOT_CONFIGURED")), ("name", json!("portes")), ("type", json!("MASK"))]
    {
        let mut changed = settings();
        changed[key] = value.clone();
        let case = read(&format!("a refresh that returns the {key} {value}"), "sync");
        cases.push(case.platform([reply(200, &changed)]));
    }
    let mut model = model_version();
    model["name"] = "v3 fine".into();
    model["framework"] = "NOT_CONFIGURED".into();
    model["labels"] = json!({ "0": "porte", "10": "fenêtre" });
    let case = read("a version with another name than its model", "get_model_version");
    cases.push(case.platform([reply(200, &settings()), reply(200, &model)]));
    for args in [
        json!({ "name": "gates" }),
        json!({ "name": "portes \"é\" 😀" }),
        json!({ "name": "" }),
        json!({ "min_threshold": 0.4 }),
        json!({ "min_threshold": 0.0 }),
        json!({ "min_threshold": 1e-7 }),
        json!({ "sample_rate": 1.0 }),
        json!({ "sample_rate": 0.125, "min_threshold": 0.5, "name": "gates" }),
        json!({}),
    ] {
        let case = Case::new(GROUP, format!("update {args}"), "update", args);
        cases.push(case.platform([reply(200, &settings())]));
    }
    let moved = Case::new(GROUP, "another datalake", "update", json!({ "to_the_default_datalake": true }));
    cases.push(moved.platform([reply(200, &datalake()), reply(200, &settings())]));
    let rejected = Case::new(GROUP, "an update that is rejected", "update", json!({ "name": "taken" }));
    cases.push(rejected.platform([reply(409, &json!({ "message": "taken", "detail": ["name"] }))]));
    cases
}
