use http::Method;
use serde_json::{Value, json};

use crate::support::{Site, builder, prediction, text};

async fn site() -> (Site, String) {
    let site = Site::start(builder().labels("doors", ["person", "car"])).await;
    let receipt = site.monitor(&prediction("a.png")).await.created();
    (site, format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"])))
}

async fn label(site: &Site, name: &str) -> Value {
    let list = site.get(&format!("/api/deployment/{}/labels", site.deployment)).await.ok();
    let labels = list["items"].as_array().expect("items");
    labels.iter().find(|label| label["name"] == name).expect("a label")["id"].clone()
}

#[tokio::test]
async fn a_review_of_every_shape_is_stored_and_the_last_one_comes_last() {
    let (site, asset) = site().await;
    let person = label(&site, "person").await;
    let review = json!({
        "rectangles": [{ "x": 10, "y": 20, "w": 30, "h": 40, "label_id": person }],
        "polygons": [{ "polygon": [[1, 2], [3, 4], [5, 6]], "label_id": person }],
        "classifications": [{ "label_id": person }],
        "lines": [{ "line": [[1, 2], [3, 4]], "label_id": person }],
        "points": [{ "point": [1, 2], "label_id": person }],
    });
    let path = format!("{asset}/reviews");
    let first = site.call(Method::POST, &path, &review).await.created();
    let empty = site.call(Method::POST, &path, &json!({})).await.created();

    let reviews = site.get(&asset).await.ok()["reviews"].clone();
    assert_eq!(reviews.as_array().map(Vec::len), Some(2));
    assert_eq!(reviews, json!([first, empty]));
    for (list, items) in review.as_object().expect("an object") {
        let mut expected = items[0].clone();
        expected["label"] = json!("person");
        assert_eq!(reviews[0][list], json!([expected]), "{list}");
        assert_eq!(reviews[1][list], json!([]));
    }
}

#[tokio::test]
async fn older_clients_name_labels_by_their_names() {
    let (site, asset) = site().await;
    let review = json!({ "rectangles": [{ "x": 1, "y": 2, "w": 3, "h": 4, "label": "car" }] });
    let added = site.call(Method::POST, &format!("{asset}/reviews"), &review).await.created();
    assert_eq!(added["rectangles"][0]["label_id"], label(&site, "car").await);
}

#[tokio::test]
async fn a_review_that_is_none_says_where() {
    let (site, asset) = site().await;
    let path = format!("{asset}/reviews");
    let unknown = "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11";
    let rectangle = |label: Value| {
        let mut rectangle = json!({ "x": 1, "y": 2, "w": 3, "h": 4 });
        rectangle.as_object_mut().expect("an object").extend(label.as_object().expect("an object").clone());
        json!({ "rectangles": [rectangle] })
    };
    for (review, expected) in [
        (rectangle(json!({ "label_id": unknown })), unknown),
        (rectangle(json!({ "label": "dog" })), "dog"),
        (rectangle(json!({})), "rectangles[0]"),
        (json!({ "rectangles": [{ "x": 1, "label": "car" }] }), "missing field"),
        (json!({ "points": [{ "point": [1], "label": "car" }] }), "length"),
        (json!({ "points": 5 }), "sequence"),
    ] {
        let refused = site.call(Method::POST, &path, &review).await.refused(422);
        assert!(text(&refused["message"]).contains(expected), "{refused}");
    }
    assert_eq!(site.get(&asset).await.ok()["reviews"], json!([]));
    site.call(Method::POST, &format!("/api/predicted/asset/{unknown}/reviews"), &json!({}))
        .await
        .refused(404);
    let request = site.request(Method::POST, &path).body("{}").expect("a request");
    site.send(request).await.refused(401);
}
