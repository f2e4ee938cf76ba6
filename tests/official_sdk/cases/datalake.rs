use picsellia_tests::reply;
use serde_json::{Value, json};

use crate::case::Case;
use crate::script::{data, datalake, page};

const GROUP: &str = "the datalake";

/// A list of data, of which there is one.
pub(super) fn listed(group: &'static str, name: impl Into<String>, args: Value) -> Case {
    let found = page(&[data("door.png")], 1, None);
    Case::new(group, name, "list_data", args).on(None).platform([reply(200, &datalake()), reply(200, &found)])
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = [
        json!({}),
        json!({ "limit": 1 }),
        json!({ "limit": 1000 }),
        json!({ "limit": 1001 }),
        json!({ "tags": ["a"] }),
        json!({ "tags": ["a", "b"] }),
        json!({ "tags": ["dé à + & = 100% #"] }),
        json!({ "source": "serving" }),
        json!({ "filename": "a b.png" }),
        json!({ "source": "camera-1", "filename": "a.png", "tags": ["night", "x"], "limit": 10 }),
        json!({ "custom_metadata": { "k": 1 }, "source": "serving" }),
        json!({ "custom_metadata": {} }),
        json!({ "custom_metadata": { "a": { "b": [1, null, "é \"q\""] }, "c": 0.5 } }),
    ]
    .map(|args| listed(GROUP, format!("list {args}"), args))
    .into();
    let mut storage = listed(GROUP, "an organization that has a storage is named", json!({}));
    storage.default_connector = true;
    cases.push(storage);
    let pages = [
        page(&[data("1.png"), data("2.png")], 5, Some("c=1&d")),
        page(&[data("3.png"), data("4.png")], 5, Some("c2")),
        page(&[data("5.png")], 5, None),
    ];
    let replies = std::iter::once(reply(200, &datalake())).chain(pages.map(|page| reply(200, &page)));
    cases.push(listed(GROUP, "list over three pages", json!({ "source": "serving" })).platform(replies));
    cases
}
