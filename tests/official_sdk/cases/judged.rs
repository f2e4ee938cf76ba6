//! Where the two differ on purpose.

use picsellia_tests::{created, login, reply, response};
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use super::datalake::listed;
use super::predicted_assets::{reviewed, two_pages};
use super::stats::asked;
use super::{boxes, monitored, shadows};
use crate::case::Case;
use crate::script::{data, datalake, labels, model_version, page, predicted_asset, settings};

const GROUP: &str = "listed differences";

/// Ours refuses, and so sends nothing of it.
const REFUSED: &[&str] = &["outcome", "requests"];

/// Ours tries again, and so comes to another end.
const TRIED_AGAIN: &[&str] = &["outcome", "requests"];

pub(super) fn cases() -> Vec<Case> {
    [refused(), spelled(), queries(), answered()].concat()
}

fn refused() -> Vec<Case> {
    let points =
        json!({ "type": "POINT", "points": [[1, 2]], "detection_classes": [1], "detection_scores": [0.5] });
    let deep = (0..120).fold(json!(1), |inner, _| json!({ "deeper": inner }));
    vec![
        monitored(GROUP, "a latency that is no number", &[("latency", json!("nan"))])
            .except(REFUSED, "the official SDK sends null; ours refuses what the wire cannot hold"),
        monitored(GROUP, "a file name with a line break", &[("filename", json!("a\nb.png"))])
            .except(REFUSED, "ours refuses control characters, which break whatever shows the name"),
        monitored(GROUP, "an image without a byte", &[("bytes", json!([]))])
            .except(REFUSED, "ours refuses what cannot be an image"),
        monitored(GROUP, "an image of no height", &[("height", json!(0))])
            .except(REFUSED, "ours refuses what cannot be the size of an image"),
        monitored(GROUP, "metadata of 120 levels", &[("metadata", json!({ "deep": deep }))])
            .except(REFUSED, "ours refuses more than 100 levels, which readers of JSON do not follow"),
        shadows::by_id(GROUP, "a shadow of another type than the deployment's", &points).except(
            REFUSED,
            "the official SDK checks the type of a champion's prediction only; ours of both",
        ),
        reviewed(GROUP, "a rectangle without an area", json!({ "rectangles": [[1, 2, 0, 4]] }))
            .platform([reply(200, &labels()), reply(200, &predicted_asset()), reply(200, &json!({}))])
            .except(REFUSED, "ours refuses a box that holds nothing: a review cannot be changed afterwards"),
        Case::new(GROUP, "a threshold of 7", "update", json!({ "min_threshold": 7.0 }))
            .platform([reply(200, &settings())])
            .except(REFUSED, "ours refuses a share that is not from 0 to 1"),
    ]
}

fn spelled() -> Vec<Case> {
    let mut no_texts = boxes();
    no_texts["detection_texts"] = json!([]);
    no_texts["detection_classes"] = json!([]);
    no_texts["detection_boxes"] = json!([]);
    no_texts["detection_scores"] = json!([]);
    vec![
        monitored(GROUP, "an empty list of texts", &[("prediction", no_texts)]).except(
            &["raw_predictions.detection_texts", "header content-length"],
            "ours has one form for no texts: null, which the official SDK sends where none are given",
        ),
        monitored(GROUP, "a PNG that is named .jpg", &[("filename", json!("door.jpg"))]).except(
            &["content_type", "header content-length"],
            "the official SDK believes the name, ours the first bytes; a type that is stated counts for both",
        ),
    ]
}

fn queries() -> Vec<Case> {
    let parentheses =
        "ours puts a condition of the user's into parentheses, so that an `or` in it ends with it";
    let found = |name: &str, args: Value| listed(GROUP, name, args);
    vec![
        found(
            "a condition in the query language",
            json!({ "query": "width > 1 or height > 2", "tags": ["a"] }),
        )
        .except(&["target"], parentheses),
        found("any of several tags, one with quotes", json!({ "any_tag": ["a", "say \"x\""] }))
            .except(&["target"], "the official SDK leaves quotes as they are, and so ends the text early"),
        found("any of no tags", json!({ "any_tag": [] }))
            .except(REFUSED, "the official SDK lists everything; ours says that nothing could be meant"),
        found("an offset of data that are named", json!({ "filenames": ["a"], "offset": 1 })).except(
            REFUSED,
            "the official SDK warns and leaves the offset out; ours says so before anything is listed",
        ),
        found("no names", json!({ "filenames": [] }))
            .except(&["outcome"], "no names are an error of the official SDK, and an empty list of ours"),
        found("a name that is given twice", json!({ "filenames": ["a", "a"] })).except(
            &["filenames", "header content-length"],
            "ours asks for a name once: in two requests it would give its data twice",
        ),
        found("a part of the data that are named", json!({ "filenames": ["a"] }))
            .platform([reply(200, &datalake()), reply(200, &page(&[data("a")], 5000, None))])
            .except(&["outcome"], "the official SDK takes a part for the whole, ours says what is missing"),
        Case::new(GROUP, "a label map that is none", "get_model_version", json!({}))
            .platform([
                reply(200, &settings()),
                reply(200, &{
                    let mut model = model_version();
                    model["labels"] = json!({ "door": 0 });
                    model
                }),
            ])
            .except(&["outcome"], "ours gives names by their index, or says which entries are none"),
        found("a tag with quotes", json!({ "tags": ["say \"x\""] }))
            .except(&["target"], "the official SDK leaves quotes as they are, and so ends the text early"),
        Case::new(GROUP, "a limit beyond the first page", "list_predicted_assets", json!({ "limit": 3 }))
            .platform(two_pages())
            .except(
                &["target"],
                "ours asks for what is left; the official SDK for as many again, and may give too many",
            ),
        found("no match", json!({ "tags": ["none"] }))
            .platform([reply(200, &datalake()), reply(200, &page(&[], 0, None))])
            .except(&["outcome"], "no match is an error of the official SDK, and an empty list of ours"),
        Case::new(GROUP, "no shadow model", "get_shadow_model", json!({}))
            .platform([reply(200, &{
                let mut settings = settings();
                settings["shadow_model_version_id"] = Value::Null;
                settings
            })])
            .except(&["outcome"], "no shadow model is an error of the official SDK, and nothing of ours"),
    ]
}

fn answered() -> Vec<Case> {
    let message = json!({ "message": "no" });
    let mut redirect = response(302, "");
    redirect.headers_mut().insert("location", http::HeaderValue::from_static("/login"));
    let mut cases: Vec<Case> = [408, 429, 500]
        .map(|status| {
            let reason = match status {
                429 => "refused before any work: ours comes back, the official SDK gives up",
                _ => "ours sends it again under the same Idempotency-Key, the official SDK gives up",
            };
            monitored(GROUP, format!("{status}, and then it is taken"), &[])
                .monitoring([reply(status, &message), created("p1")])
                .except(TRIED_AGAIN, reason)
        })
        .into();
    cases.extend([
        monitored(GROUP, "a redirect", &[])
            .monitoring([Reply::Whole(redirect), reply(200, &message)])
            .except(
                &["requests"],
                "ours follows no redirect, which could lead a prediction or a token elsewhere",
            ),
        monitored(GROUP, "a lost response, and then it was taken already", &[])
            .monitoring([Reply::Lost, reply(409, &json!({ "message": "already processed" }))])
            .except(
                &["outcome"],
                "after a doubtful attempt ours reads 409 as delivered, the official SDK fails",
            ),
        monitored(GROUP, "a login that fails for a while", &[])
            .monitoring([created("p1")])
            .login([reply(503, &message), login("jwt-1")])
            .except(
                TRIED_AGAIN,
                "the official SDK logs in once, and is of no use afterwards; ours tries again",
            ),
        asked(GROUP, "a statistic that is refused", json!({ "service": "PREDICTIONS_DATA" }))
            .monitoring([reply(400, &message)])
            .except(&["outcome"], "the official SDK returns the refusal as if it were a statistic"),
        Case::new(GROUP, "the platform is away for a while", "list_labels", json!({}))
            .platform([Reply::Whole(response(502, "<html>")), reply(200, &labels())])
            .except(
                TRIED_AGAIN,
                "the official SDK calls the platform once, ours as often as its policy says",
            ),
    ]);
    cases
}
