use http::Method;
use picsellia_server::Server;
use serde_json::json;

use crate::support::{TOKEN, TestServer, builder, text};

fn names(list: &serde_json::Value) -> Vec<String> {
    list["items"].as_array().expect("items").iter().map(|label| text(&label["name"])).collect()
}

#[tokio::test]
async fn labels_are_listed_in_the_order_of_their_classes() {
    let server = TestServer::start(builder().labels("doors", ["person", "car"])).await;
    let list = server.get(&format!("/api/deployment/{}/labels", server.deployment)).await.ok();
    assert_eq!((names(&list), &list["count"]), (vec!["person".to_owned(), "car".to_owned()], &json!(2)));
    let label = &list["items"][1];
    assert_eq!(server.get(&format!("/api/label/{}", text(&label["id"]))).await.ok(), *label);
    server.get("/api/label/5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11").await.rejected(404);
}

#[tokio::test]
async fn a_label_keeps_its_id_across_restarts() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = async |labels: Option<Vec<&str>>| {
        let mut builder = builder().data_dir(folder.path());
        if let Some(labels) = labels {
            builder = builder.labels("doors", labels);
        }
        let server = TestServer::start(builder).await;
        let list = server.get(&format!("/api/deployment/{}/labels", server.deployment)).await.ok();
        (server, list)
    };
    let (server, first) = start(Some(vec!["a", "b", "c"])).await;
    server.shutdown().await;
    let (server, same) = start(None).await;
    assert_eq!(same, first);
    server.shutdown().await;
    let (server, second) = start(Some(vec!["c", "d"])).await;
    assert_eq!(names(&second), ["c", "d"]);
    assert_eq!(second["items"][0]["id"], first["items"][2]["id"]);
    // A label that is no longer listed still exists.
    let dropped = server.get(&format!("/api/label/{}", text(&first["items"][0]["id"]))).await.ok();
    assert_eq!((&dropped["name"], &dropped["class"]), (&json!("a"), &json!(null)));
}

#[tokio::test]
async fn invalid_labels_are_rejected_at_the_start() {
    let start = |labels: &[&str]| builder().labels("doors", labels.to_vec()).start();
    start(&["a", "a"]).await.expect_err("twice");
    start(&["a", ""]).await.expect_err("no name");
    Server::builder().token(TOKEN).labels("doors", ["a"]).start().await.expect_err("no such deployment");
}

#[tokio::test]
async fn a_deployment_has_a_model_version_and_can_use_another() {
    let mut server = TestServer::start(builder().labels("doors", ["person", "car"])).await;
    let path = format!("/api/deployment/{}", server.deployment);
    let deployment = server.get(&path).await.ok();
    let model = text(&deployment["model_version_id"]);
    assert_eq!(deployment["shadow_model_version_id"], json!(null));
    let model_version = server.get(&format!("/api/model/version/{model}")).await.ok();
    assert_eq!(model_version["labels"], json!({ "0": "person", "1": "car" }));
    assert_eq!(
        (&model_version["name"], &model_version["type"], &model_version["origin"]["name"]),
        (&json!("doors"), &json!("OBJECT_DETECTION"), &json!("doors"))
    );
    server.get("/api/model/version/5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11").await.rejected(404);

    server.switch_to("cars").await;
    let other =
        text(&server.get(&format!("/api/deployment/{}", server.deployment)).await.ok()["model_version_id"]);
    let none = server.get(&format!("/api/model/version/{other}")).await.ok();
    assert_eq!(none["labels"], json!({}));
    server.switch_to("kinds").await;
    let kinds =
        text(&server.get(&format!("/api/deployment/{}", server.deployment)).await.ok()["model_version_id"]);

    let set = async |role: &str, id: &str| {
        server.call(Method::POST, &format!("{path}/{role}"), &json!({ "model_version_id": id })).await
    };
    assert_eq!(set("shadow", &other).await.ok()["shadow_model_version_id"], other);
    assert_eq!(set("model", &other).await.ok()["model_version_id"], other);
    assert_eq!(server.get(&path).await.ok()["model_version_id"], other);
    set("model", &kinds).await.rejected(422);
    set("model", "x").await.rejected(404);
    server.call(Method::POST, &format!("{path}/model"), &json!({})).await.rejected(422);
}
