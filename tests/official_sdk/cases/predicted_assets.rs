use picsellia_tests::reply;
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use crate::case::Case;
use crate::script::{ASSET, DATA, PREDICTION, data, labels, page, predicted_asset, stored_predictions};

const GROUP: &str = "predicted assets";

/// Returns a case that reviews a stored prediction.
pub(super) fn reviewed(group: &'static str, name: impl Into<String>, shapes: Value) -> Case {
    let mut args = shapes;
    args["oracle_prediction_id"] = PREDICTION.into();
    let review = reply(200, &json!({ "id": "r1" }));
    Case::new(group, name, "add_review", args).platform([
        reply(200, &labels()),
        reply(200, &predicted_asset()),
        review,
    ])
}

/// Returns three predicted assets on two pages.
pub(super) fn two_pages() -> [Reply; 2] {
    let first = page(&[predicted_asset(), predicted_asset()], 3, Some("next é"));
    [reply(200, &first), reply(200, &page(&[predicted_asset()], 3, None))]
}

pub(super) fn cases() -> Vec<Case> {
    let asset = || reply(200, &predicted_asset());
    let mut cases: Vec<Case> = [
        json!({ "oracle_prediction_id": PREDICTION }),
        json!({ "id": ASSET }),
        json!({ "data_id": DATA }),
        json!({ "filename": "door.png" }),
        json!({ "filename": "porte été \"1\" & co+1 #?.png" }),
        json!({ "object_name": "org/data/a b/é.png" }),
    ]
    .map(|args| Case::new(GROUP, format!("find {args}"), "find_predicted_asset", args).platform([asset()]))
    .into();

    let of_asset = |name: &str, call: &'static str, replies: Vec<Reply>| {
        let args = json!({ "oracle_prediction_id": PREDICTION });
        Case::new(GROUP, name, call, args).platform([vec![asset()], replies].concat())
    };
    cases.extend([
        of_asset("the stored predictions", "stored_predictions", vec![reply(200, &stored_predictions())]),
        of_asset("the Data", "get_data", vec![reply(200, &data("door.jpg"))]),
        of_asset("the URL", "reset_url", vec![reply(200, &json!({ "presigned_url": "http://x/y" }))]),
        of_asset("delete", "delete_predicted_asset", vec![reply(200, &json!({}))]),
        of_asset("missing", "get_data", vec![reply(404, &json!({ "message": "Object not found" }))]),
    ]);

    let listed = |name: String, args: Value| {
        let found = page(&[predicted_asset()], 1, None);
        Case::new(GROUP, name, "list_predicted_assets", args).platform([reply(200, &found)])
    };
    for args in [
        json!({}),
        json!({ "limit": 1 }),
        json!({ "limit": 5000 }),
        json!({ "tags": ["x"] }),
        json!({ "tags": ["x", "é +&"], "source": "camera-1", "limit": 6 }),
        json!({ "filename": "door.png" }),
        json!({ "offset": 2 }),
        json!({ "order_by": ["-created_at"] }),
        json!({ "order_by": ["-created_at", "filename"], "offset": 2, "limit": 6, "tags": ["x"] }),
        json!({ "custom_metadata": { "k": 1 } }),
        json!({ "custom_metadata": { "a": [null, "é"], "b": { "c": 0.5 } }, "tags": ["x"] }),
    ] {
        cases.push(listed(format!("list {args}"), args));
    }
    let paged = listed("list over two pages".to_owned(), json!({}));
    cases.push(paged.platform(two_pages()));

    for (name, shapes) in [
        ("nothing", json!({})),
        ("rectangles", json!({ "rectangles": [[10, 20, 30, 40], [-5, 0, 1, 1], [0, 0, 600, 800]] })),
        ("polygons", json!({ "polygons": [[[1, 2], [3, 4], [5, 6]], [], [[-1, 0]]] })),
        ("classifications", json!({ "classifications": [null, null, null] })),
        ("lines", json!({ "lines": [[[1, 2], [3, 4]], []] })),
        ("points", json!({ "points": [[1, 2], [-3, 4_000_000_000_u64]] })),
        (
            "every shape",
            json!({
                "rectangles": [[10, 20, 30, 40]], "polygons": [[[1, 2], [3, 4], [5, 6]]],
                "classifications": [null], "lines": [[[1, 2], [3, 4]]], "points": [[1, 2]],
            }),
        ),
    ] {
        cases.push(reviewed("reviews", name, shapes));
    }
    cases
}
