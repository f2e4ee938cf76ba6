use picsellia_tests::reply;
use serde_json::{Value, json};

use crate::case::Case;
use crate::script::{DATA, DATALAKE, data, datalake, named, page};

const GROUP: &str = "the datalake";

/// Returns a case that lists data, and finds one.
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
        json!({ "any_tag": ["a"] }),
        json!({ "any_tag": ["a", "dé & + ("] }),
        json!({ "any_tag": ["a", "b"], "source": "serving", "limit": 3 }),
        json!({ "offset": 0 }),
        json!({ "offset": 3 }),
        json!({ "offset": 3, "limit": 5 }),
        json!({ "order_by": ["-created_at"] }),
        json!({ "order_by": ["filename", "-created_at"], "limit": 5 }),
        json!({ "order_by": ["-created_at"], "offset": 7, "limit": 2000 }),
        json!({ "order_by": ["a b é&"], "tags": ["x"], "custom_metadata": { "k": 1 } }),
        json!({ "ids": [DATA] }),
        json!({ "filenames": ["a.png", "b.png"] }),
        json!({ "filenames": ["porte été \"1\" & co+1 #?.png", "日本 😀.png", ""] }),
        json!({ "object_names": ["org/data/a b/é.png"] }),
        json!({ "filenames": ["a.png"], "source": "camera-1", "tags": ["x", "y"] }),
        json!({ "ids": [DATA], "any_tag": ["a", "b"], "custom_metadata": { "k": "é" } }),
        json!({ "object_names": ["o"], "order_by": ["-created_at", "filename"] }),
        json!({ "custom_metadata": { "a": { "b": [1, null, "é \"q\""] }, "c": 0.5 } }),
    ]
    .map(|args| listed(GROUP, format!("list {args}"), args))
    .into();
    let mut storage = listed(GROUP, "an organization with a storage connector", json!({}));
    storage.default_connector = true;
    cases.push(storage);
    let pages = [
        page(&[data("1.png"), data("2.png")], 5, Some("c=1&d")),
        page(&[data("3.png"), data("4.png")], 5, Some("c2")),
        page(&[data("5.png")], 5, None),
    ];
    let replies = std::iter::once(reply(200, &datalake())).chain(pages.map(|page| reply(200, &page)));
    cases.push(listed(GROUP, "list over three pages", json!({ "source": "serving" })).platform(replies));
    let first: Vec<Value> = (0..1000).map(|index| data(&format!("{index}.png"))).collect();
    for args in [
        json!({ "order_by": ["-created_at"] }),
        json!({ "order_by": ["-created_at"], "limit": 1001 }),
        json!({ "order_by": ["-created_at"], "offset": 7 }),
    ] {
        let count = 1001 + args["offset"].as_u64().map_or(0, |offset| offset as usize);
        let pages = [page(&first, count, None), page(&[data("last.png")], count, None)];
        let replies = std::iter::once(reply(200, &datalake())).chain(pages.map(|page| reply(200, &page)));
        cases.push(listed(GROUP, format!("two pages of {args}"), args).platform(replies));
    }
    let pages = [page(&[data("1.png")], 5, Some("c")), page(&[data("2.png")], 5, None)];
    let replies = std::iter::once(reply(200, &datalake())).chain(pages.map(|page| reply(200, &page)));
    cases.push(listed(GROUP, "two pages after an offset", json!({ "offset": 3 })).platform(replies));
    for (names, requests) in [(999, 1), (1000, 1), (1001, 2), (2500, 3)] {
        let filenames: Vec<String> = (0..names).map(|index| format!("{index}.png")).collect();
        let args = json!({ "filenames": filenames, "tags": ["x"] });
        let pages = (0..requests).map(|index| reply(200, &page(&[data(&format!("{index}.png"))], 1, None)));
        let replies = std::iter::once(reply(200, &datalake())).chain(pages);
        cases.push(listed(GROUP, format!("list by {names} file names"), args).platform(replies));
    }
    cases.extend(lookups());
    cases
}

/// Returns the cases of datalakes, single data, tags and sources.
fn lookups() -> Vec<Case> {
    let requested =
        |call: &'static str, args: Value| Case::new(GROUP, format!("{call} {args}"), call, args).on(None);
    let mut cases: Vec<Case> = [
        json!({}),
        json!({ "id": DATALAKE }),
        json!({ "name": "lac été & co" }),
        json!({ "name": "default" }),
    ]
    .map(|args| requested("get_datalake", args).platform([reply(200, &datalake())]))
    .into();
    let missing = reply(404, &json!({ "message": "Object not found" }));
    cases.push(requested("get_datalake", json!({ "name": "none" })).platform([missing.clone()]));
    for lakes in [vec![], vec![datalake(), datalake()]] {
        let case =
            requested("list_datalakes", json!({})).platform([reply(200, &page(&lakes, lakes.len(), None))]);
        cases.push(case);
    }
    for args in [
        json!({ "id": DATA }),
        json!({ "filename": "door.png" }),
        json!({ "filename": "porte été \"1\" & co+1 #?.png" }),
        json!({ "object_name": "org/data/a b/é.png" }),
    ] {
        let found = [reply(200, &datalake()), reply(200, &data("door.png"))];
        cases.push(requested("find_data", args).platform(found));
    }
    for rejection in [missing, reply(409, &json!({ "message": "several" }))] {
        let case = requested("find_data", json!({ "filename": "x" }));
        cases.push(case.platform([reply(200, &datalake()), rejection]));
    }
    for list in [named(), json!({ "items": [] })] {
        let tags = [reply(200, &datalake()), reply(200, &list)];
        cases.push(requested("list_data_tags", json!({})).platform(tags));
        cases.push(requested("list_datasources", json!({})).platform([reply(200, &list)]));
    }
    cases
}
