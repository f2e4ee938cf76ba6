//! The cases in which the SDKs differ on purpose.

use picsellia_tests::{created, login, reply, response};
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use super::datalake::listed;
use super::predicted_assets::{reviewed, two_pages};
use super::statistics::requested;
use super::{boxes, monitored, shadows};
use crate::case::Case;
use crate::script::{data, datalake, labels, model_version, page, predicted_asset, settings};

const GROUP: &str = "listed differences";

/// Ours rejects the input and does not send it.
const REJECTED: &[&str] = &["outcome", "requests"];

/// Ours retries, with another outcome.
const RETRIED: &[&str] = &["outcome", "requests"];

pub(super) fn cases() -> Vec<Case> {
    [rejected(), forms(), queries(), responses()].concat()
}

fn rejected() -> Vec<Case> {
    let points =
        json!({ "type": "POINT", "points": [[1, 2]], "detection_classes": [1], "detection_scores": [0.5] });
    let deep = (0..120).fold(json!(1), |inner, _| json!({ "deeper": inner }));
    vec![
        monitored(GROUP, "a latency that is not a number", &[("latency", json!("nan"))])
            .except(REJECTED, "the official SDK sends null; ours rejects values that JSON cannot hold"),
        monitored(GROUP, "a file name with a line break", &[("filename", json!("a\nb.png"))])
            .except(REJECTED, "ours rejects control characters, which break programs that show the name"),
        monitored(GROUP, "an empty image", &[("bytes", json!([]))])
            .except(REJECTED, "ours rejects an empty file, which is not an image"),
        monitored(GROUP, "an image of height 0", &[("height", json!(0))])
            .except(REJECTED, "ours rejects invalid image sizes"),
        monitored(GROUP, "metadata of 120 levels", &[("metadata", json!({ "deep": deep }))])
            .except(REJECTED, "ours rejects more than 100 levels, which JSON parsers do not support"),
        shadows::by_id(GROUP, "a shadow whose type differs from the deployment", &points).except(
            REJECTED,
            "the official SDK checks only the type of a champion; ours also checks that of a shadow",
        ),
        reviewed(GROUP, "a rectangle without an area", json!({ "rectangles": [[1, 2, 0, 4]] }))
            .platform([reply(200, &labels()), reply(200, &predicted_asset()), reply(200, &json!({}))])
            .except(REJECTED, "ours rejects an empty box, because a review cannot be changed"),
        Case::new(GROUP, "a threshold of 7", "update", json!({ "min_threshold": 7.0 }))
            .platform([reply(200, &settings())])
            .except(REJECTED, "ours rejects thresholds that are not from 0 to 1"),
    ]
}

fn forms() -> Vec<Case> {
    let mut no_texts = boxes();
    no_texts["detection_texts"] = json!([]);
    no_texts["detection_classes"] = json!([]);
    no_texts["detection_boxes"] = json!([]);
    no_texts["detection_scores"] = json!([]);
    vec![
        monitored(GROUP, "an empty list of texts", &[("prediction", no_texts)]).except(
            &["raw_predictions.detection_texts", "header content-length"],
            "ours sends null for no texts, as the official SDK does if none are given",
        ),
        monitored(GROUP, "a PNG with the extension .jpg", &[("filename", json!("door.jpg"))]).except(
            &["content_type", "header content-length"],
            "the official SDK uses the extension, ours the first bytes; both use an explicit type",
        ),
    ]
}

fn queries() -> Vec<Case> {
    let parentheses =
        "ours puts the user's condition into parentheses, so that its `or` does not affect other conditions";
    let found = |name: &str, args: Value| listed(GROUP, name, args);
    vec![
        found(
            "a condition in the query language",
            json!({ "query": "width > 1 or height > 2", "tags": ["a"] }),
        )
        .except(&["target"], parentheses),
        found("any of several tags, one with quotes", json!({ "any_tag": ["a", "say \"x\""] }))
            .except(&["target"], "the official SDK does not escape quotes, which end the text early"),
        found("any of no tags", json!({ "any_tag": [] }))
            .except(REJECTED, "the official SDK lists everything; ours reports an error"),
        found("an offset in a list by names", json!({ "filenames": ["a"], "offset": 1 })).except(
            REJECTED,
            "the official SDK warns and ignores the offset; ours reports an error before it sends",
        ),
        found("no names", json!({ "filenames": [] }))
            .except(&["outcome"], "the official SDK reports an error for no names; ours returns an empty list"),
        found("a repeated name", json!({ "filenames": ["a", "a"] })).except(
            &["filenames", "header content-length"],
            "ours sends a repeated name once, because two requests would return its data twice",
        ),
        found("a list by names that is incomplete", json!({ "filenames": ["a"] }))
            .platform([reply(200, &datalake()), reply(200, &page(&[data("a")], 5000, None))])
            .except(&["outcome"], "the official SDK returns an incomplete list; ours reports what is missing"),
        Case::new(GROUP, "an invalid label map", "get_model_version", json!({}))
            .platform([
                reply(200, &settings()),
                reply(200, &{
                    let mut model = model_version();
                    model["labels"] = json!({ "door": 0 });
                    model
                }),
            ])
            .except(&["outcome"], "ours returns names by their index, or reports the invalid entries"),
        found("a tag with quotes", json!({ "tags": ["say \"x\""] }))
            .except(&["target"], "the official SDK does not escape quotes, which end the text early"),
        Case::new(GROUP, "a limit beyond the first page", "list_predicted_assets", json!({ "limit": 3 }))
            .platform(two_pages())
            .except(
                &["target"],
                "ours requests the remaining items; the official SDK requests full pages and can return too many",
            ),
        found("no match", json!({ "tags": ["none"] }))
            .platform([reply(200, &datalake()), reply(200, &page(&[], 0, None))])
            .except(&["outcome"], "the official SDK reports an error for no match; ours returns an empty list"),
        Case::new(GROUP, "no shadow model", "get_shadow_model", json!({}))
            .platform([reply(200, &{
                let mut settings = settings();
                settings["shadow_model_version_id"] = Value::Null;
                settings
            })])
            .except(&["outcome"], "the official SDK reports an error without a shadow model; ours returns none"),
    ]
}

fn responses() -> Vec<Case> {
    let message = json!({ "message": "no" });
    let mut redirect = response(302, "");
    redirect.headers_mut().insert("location", http::HeaderValue::from_static("/login"));
    let mut cases: Vec<Case> = [408, 429, 500]
        .map(|status| {
            let reason = match status {
                429 => "ours retries, because the service did no work; the official SDK gives up",
                _ => "ours retries with the same Idempotency-Key; the official SDK gives up",
            };
            monitored(GROUP, format!("a {status} and then success"), &[])
                .monitoring([reply(status, &message), created("p1")])
                .except(RETRIED, reason)
        })
        .into();
    cases.extend([
        monitored(GROUP, "a redirect", &[])
            .monitoring([Reply::Whole(redirect), reply(200, &message)])
            .except(
                &["requests"],
                "ours follows no redirect, which could send a prediction or a token elsewhere",
            ),
        monitored(GROUP, "a lost response and then a 409", &[])
            .monitoring([Reply::Lost, reply(409, &json!({ "message": "already processed" }))])
            .except(
                &["outcome"],
                "after an ambiguous attempt, ours treats 409 as delivered; the official SDK fails",
            ),
        monitored(GROUP, "a login that fails temporarily", &[])
            .monitoring([created("p1")])
            .login([reply(503, &message), login("jwt-1")])
            .except(
                RETRIED,
                "the official SDK logs in once and cannot monitor after a failure; ours retries",
            ),
        requested(GROUP, "a rejected statistic", json!({ "service": "PREDICTIONS_DATA" }))
            .monitoring([reply(400, &message)])
            .except(&["outcome"], "the official SDK returns the error response as a statistic"),
        Case::new(GROUP, "the platform is temporarily unavailable", "list_labels", json!({}))
            .platform([Reply::Whole(response(502, "<html>")), reply(200, &labels())])
            .except(RETRIED, "the official SDK calls the platform once; ours retries"),
    ]);
    cases
}
