use http::Method;
use serde_json::{Value, json};

use crate::support::{TestServer, builder, prediction, text};

async fn server() -> (TestServer, String) {
    let server = TestServer::start(builder().labels("doors", ["person", "car"])).await;
    let receipt = server.monitor(&prediction("a.png")).await.created();
    (server, format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"])))
}

async fn label(server: &TestServer, name: &str) -> Value {
    let list = server.get(&format!("/api/deployment/{}/labels", server.deployment)).await.ok();
    let labels = list["items"].as_array().expect("items");
    labels.iter().find(|label| label["name"] == name).expect("a label")["id"].clone()
}

#[tokio::test]
async fn reviews_with_every_shape_are_stored_in_order() {
    let (server, asset) = server().await;
    let person = label(&server, "person").await;
    let review = json!({
        "rectangles": [{ "x": 10, "y": 20, "w": 30, "h": 40, "label_id": person }],
        "polygons": [{ "polygon": [[1, 2], [3, 4], [5, 6]], "label_id": person }],
        "classifications": [{ "label_id": person }],
        "lines": [{ "line": [[1, 2], [3, 4]], "label_id": person }],
        "points": [{ "point": [1, 2], "label_id": person }],
    });
    let path = format!("{asset}/reviews");
    let first = server.call(Method::POST, &path, &review).await.created();
    let empty = server.call(Method::POST, &path, &json!({})).await.created();

    let reviews = server.get(&asset).await.ok()["reviews"].clone();
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
async fn older_clients_send_the_name_of_a_label() {
    let (server, asset) = server().await;
    let review = json!({ "rectangles": [{ "x": 1, "y": 2, "w": 3, "h": 4, "label": "car" }] });
    let added = server.call(Method::POST, &format!("{asset}/reviews"), &review).await.created();
    assert_eq!(added["rectangles"][0]["label_id"], label(&server, "car").await);
}

#[tokio::test]
async fn an_invalid_review_is_rejected_with_the_path() {
    let (server, asset) = server().await;
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
        let rejected = server.call(Method::POST, &path, &review).await.rejected(422);
        assert!(text(&rejected["message"]).contains(expected), "{rejected}");
    }
    assert_eq!(server.get(&asset).await.ok()["reviews"], json!([]));
    server
        .call(Method::POST, &format!("/api/predicted/asset/{unknown}/reviews"), &json!({}))
        .await
        .rejected(404);
    let request = server.request(Method::POST, &path).body("{}").expect("a request");
    server.send(request).await.rejected(401);
}
