use picsellia_tests::reply;
use serde_json::{Value, json};

use crate::case::Case;
use crate::script::{MODEL, PREDICTION, model_version, settings};

const GROUP: &str = "statistics";

const SERVICES: [&str; 9] = [
    "PREDICTIONS_OUTLYING_SCORE",
    "PREDICTIONS_DATA",
    "REVIEWS_OBJECT_DETECTION_STATS",
    "REVIEWS_CLASSIFICATION_STATS",
    "REVIEWS_LABEL_DISTRIBUTION_STATS",
    "AGGREGATED_LABEL_DISTRIBUTION",
    "AGGREGATED_OBJECT_DETECTION_STATS",
    "AGGREGATED_PREDICTIONS_DATA",
    "AGGREGATED_DRIFTING_PREDICTIONS",
];

/// Returns a case that requests a statistic, with any response.
pub(super) fn requested(group: &'static str, name: impl Into<String>, args: Value) -> Case {
    let response = json!({ "deployment": { "data": [1, 2.5, null] }, "infos": { "info": "outdated" } });
    Case::new(group, name, "get_stats", args).monitoring([reply(200, &response)])
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for service in SERVICES {
        cases.push(requested(GROUP, service, json!({ "service": service })));
        let filtered = requested(
            GROUP,
            format!("{service} with every filter"),
            json!({
                "service": service, "of_the_champion": true, "from_timestamp": 1.0,
                "to_timestamp": 1_718_000_000.5, "since": 3600, "includes": [PREDICTION, "b"],
                "excludes": [MODEL], "tags": ["t1", "t é&2"],
            }),
        );
        cases.push(filtered.platform([reply(200, &settings()), reply(200, &model_version())]));
    }
    for (key, value) in [
        ("from_timestamp", json!(0.0)),
        ("from_timestamp", json!(-1.5)),
        ("to_timestamp", json!(1_718_000_000.123_456)),
        ("to_timestamp", json!(123_456_789_012_345.6)),
        ("since", json!(0)),
        ("since", json!(4_000_000_000_u64)),
        ("includes", json!([])),
        ("includes", json!(["a b", "c/d", "é"])),
        ("excludes", json!([])),
        ("tags", json!([])),
        ("tags", json!(["a+b", "c&d=e", "\"f\"", "😀", ""])),
    ] {
        let name = format!("{key} {value}");
        let mut case = requested(GROUP, name, json!({ "service": "PREDICTIONS_DATA" }));
        case.instruction.args[key] = value;
        cases.push(case);
    }
    let information =
        Case::new(GROUP, "the information about the deployment", "retrieve_information", json!({}));
    cases.push(information.monitoring([reply(200, &json!({ "deployment": { "name": "doors" } }))]));
    cases
}
