//! The fields of older releases. The official SDK 6.37.0 no longer sends them, so ours is compared
//! with recorded bodies of 6.5.0 and 6.7.0.

use picsellia_deploy::request::LegacyModels;
use picsellia_deploy::{GeometryPolicy, Image, ImageSize, MonitorRequest};
use picsellia_tests::snippet;
use serde_json::{Value, json};

use crate::compare::differing;
use crate::report::{Report, print};
use crate::script::MODEL;

const GROUP: &str = "legacy fields";

const REASON: &str = "ours writes the type in upper case and null for no texts, as 6.37.0 does; the service accepts \
                      both";

pub(crate) fn check(report: &mut Report) {
    let champion = LegacyModels::new(MODEL);
    let with_shadow = champion.clone().with_shadow(MODEL);
    for (name, models, shadow) in
        [("the champion's model", champion, false), ("the shadow's model too", with_shadow, true)]
    {
        let ours: Value =
            serde_json::from_slice(&request(models, shadow).encode().to_bytes().expect("bytes in memory"))
                .expect("the body of a request is JSON");
        let found = differing(&recorded(shadow), &ours);
        let listed = found
            .iter()
            .all(|it| it.place == "content_type" || it.place.ends_with("raw_predictions.detection_texts"));
        report.count(GROUP, listed);
        if !listed {
            println!("FAILED {GROUP}: {name}");
            print(&found);
        }
        report.except(GROUP, name, REASON);
    }
}

fn request(models: LegacyModels, shadow: bool) -> MonitorRequest {
    let image = Image::from_bytes("image.png", &b"\0\x01\x02"[..]);
    let image = image.with_size(ImageSize { width: 600, height: 800 });
    let builder =
        MonitorRequest::builder(image, 0.257, snippet()).geometry(GeometryPolicy::AsIs).legacy_models(models);
    let builder = if shadow { builder.shadow(0.1, snippet()) } else { builder };
    builder.build().expect("nothing is validated")
}

/// Returns the documentation's snippet as 6.5.0 and 6.7.0 sent it.
fn recorded(shadow: bool) -> Value {
    let raw_predictions = json!({
        "detection_classes": [1, 2, 1],
        "detection_boxes": [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]],
        "detection_scores": [0.9, 0.7, 0.4],
    });
    let mut recorded = json!({
        "filename": "image.png", "content_type": "image/png", "height": 800, "width": 600, "image": "AAEC",
        "raw_predictions": raw_predictions, "latency": 0.257, "model_type": "OBJECT_DETECTION", "model": MODEL,
    });
    if shadow {
        recorded["shadow_model"] = MODEL.into();
        recorded["shadow_latency"] = 0.1.into();
        recorded["shadow_raw_predictions"] = raw_predictions;
    }
    recorded
}
