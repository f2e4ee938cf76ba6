use picsellia_tests::{created, reply};
use serde_json::{Value, json};

use super::boxes;
use super::predictions::{emptied, every_type};
use crate::case::Case;
use crate::script::{PREDICTION, predicted_asset};

const GROUP: &str = "shadows of stored predictions";

/// Returns a case that adds a shadow to the prediction with this id.
pub(super) fn by_id(group: &'static str, name: impl Into<String>, prediction: &Value) -> Case {
    let args = json!({
        "oracle_prediction_id": PREDICTION, "shadow_latency": 0.2, "shadow_prediction": prediction,
    });
    let case = Case::new(group, name, "monitor_shadow_from_oracle_prediction_id", args);
    case.monitoring([created("s1")])
}

pub(super) fn cases() -> Vec<Case> {
    let by_asset = |name: &str, prediction: Value| {
        let mut case = by_id(GROUP, name, &prediction);
        case.instruction.call = "monitor_shadow";
        case.platform([reply(200, &predicted_asset())])
    };
    let mut texts = boxes();
    texts["detection_texts"] = json!(["a", "é", "\"c\""]);
    let mut cases = vec![
        by_asset("by the predicted asset", boxes()),
        by_asset("by the predicted asset, with texts", texts),
        by_asset("by the predicted asset, without objects", emptied(&boxes())),
        by_id(GROUP, "for a prediction that has one", &boxes())
            .monitoring([reply(409, &json!({ "message": "has one" }))]),
        by_id(GROUP, "with the status 200", &boxes()).monitoring([reply(200, &json!({ "id": "s1" }))]),
    ];
    for (r#type, prediction) in every_type() {
        let name = format!("by the prediction's id, {type}");
        cases.push(by_id(GROUP, name, &prediction).of_type(r#type));
    }
    cases
}
