use picsellia_tests::{created, reply};
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use super::predictions::every_type;
use super::{boxes, prediction_args};
use crate::case::Case;
use crate::script::{PREDICTION, connector, data, predicted_asset};

const GROUP: &str = "images in the cloud";

pub(super) fn cases() -> Vec<Case> {
    let connector = || reply(200, &connector());
    let stored = |name: &str, object_name: &str, prediction: Value| {
        let mut args = prediction_args(&prediction);
        args["object_name"] = object_name.into();
        args["content_type"] = "image/jpeg".into();
        Case::new(GROUP, name, "monitor_cloud_image", args)
            .platform([connector()])
            .monitoring([created(PREDICTION)])
    };
    let mut cases = vec![stored("an object", "dir/sub/obj.jpeg", boxes())];
    for name in ["obj.jpg", "été/a b \"c\" 😀.png", "no extension", "/leading/slash.jpg", "a//b.jpg"] {
        cases.push(stored(&format!("an object named {name:?}"), name, boxes()));
    }
    for (r#type, prediction) in every_type() {
        cases.push(stored(&format!("{type} on an object"), "dir/obj.jpeg", prediction).of_type(r#type));
    }

    let mut all = stored("every option", "dir/obj.jpeg", boxes());
    for (key, value) in [
        ("source", json!("cam")),
        ("tags", json!(["é"])),
        ("timestamp", json!(1.5)),
        ("shadow_latency", json!(0.25)),
        ("shadow_prediction", boxes()),
        ("metadata", json!({ "a": null })),
        ("custom_metadata", json!({ "b": [1] })),
        ("sample", json!(false)),
        ("custom_metrics", json!({ "c": 0.5 })),
    ] {
        all.instruction.args[key] = value;
    }
    cases.push(all);

    let mut twice = stored("two objects with one request for the storage connector", "dir/obj.jpeg", boxes());
    twice.instruction.args["times"] = 2.into();
    cases.push(twice.monitoring([created(PREDICTION), created("p2")]));

    let of_data = |name: &str, platform: Vec<Reply>| {
        let mut args = prediction_args(&boxes());
        args["filename"] = "door.jpg".into();
        Case::new(GROUP, name, "monitor_data", args).platform(platform).monitoring([created(PREDICTION)])
    };
    let found = || vec![reply(200, &predicted_asset()), reply(200, &data("door.jpg")), connector()];
    cases.push(of_data("a Data", found()));
    let mut tagged = of_data("a Data, with options", found());
    tagged.instruction.args["tags"] = json!(["again"]);
    tagged.instruction.args["timestamp"] = json!(2.0);
    tagged.instruction.args["sample"] = json!(true);
    cases.push(tagged);
    cases
}
