use http::Method;
use picsellia_server::{InferenceType, Server};

use crate::support::{TOKEN, TestServer, builder, text};

#[tokio::test]
async fn a_client_can_go_from_the_ping_to_its_deployment() {
    let server = TestServer::new().await;
    let ping = server.get("/api/home/ping").await.ok();
    let organization = server.organization().await;
    assert_eq!(ping["default_organization"], organization);
    assert!(ping["sdk_version"].is_string() && ping["username"].is_string());

    let read = server.get(&format!("/api/organization/{organization}")).await.ok();
    assert_eq!((text(&read["id"]), text(&read["name"])), (organization.clone(), "acme".to_owned()));

    let base = format!("/api/organization/{organization}/deployments");
    let by_name = server.get(&format!("{base}/find?name=doors")).await.ok();
    let by_id = server.get(&format!("{base}/find?id={}", server.deployment)).await.ok();
    assert_eq!(by_name, by_id);
    assert_eq!(by_name["type"], "OBJECT_DETECTION");
    assert_eq!(by_name["oracle_host"], server.url);
    assert!(by_name["serving_host"].is_null());

    let all = server.get(&base).await.ok();
    assert_eq!(all["count"], 3);
    let second = server.get(&format!("{base}?limit=1&offset=1")).await.ok();
    assert_eq!(second["items"], serde_json::json!([all["items"][1]]));
    assert_eq!(second["count"], 3);
    server.get(&format!("{base}/find?name=windows")).await.rejected(404);
    server.get(&format!("{base}/find?id=x")).await.rejected(404);
    server.get(&format!("{base}/find")).await.rejected(400);
    server.get("/api/organizations/find?name=nobody").await.rejected(404);
}

#[tokio::test]
async fn datalakes_are_found_by_id_by_name_and_by_default() {
    let server = TestServer::new().await;
    let base = format!("/api/organization/{}", server.organization().await);
    let default = server.get(&format!("{base}/datalake")).await.ok();
    let name = text(&default["name"]);
    assert_eq!(server.get(&format!("{base}/datalake?name={name}")).await.ok(), default);
    assert_eq!(server.get(&format!("{base}/datalake?id={}", server.datalake)).await.ok(), default);
    assert_eq!(server.get(&format!("{base}/datalakes")).await.ok()["items"][0], default);
    server.get(&format!("{base}/datalake?name=none")).await.rejected(404);
}

#[tokio::test]
async fn prefixes_and_schemes_of_older_clients_work() {
    let server = TestServer::new().await;
    for authorization in [format!("Token {TOKEN}"), format!("bearer {TOKEN}"), format!("Bearer   {TOKEN} ")] {
        let request = server.request(Method::GET, "/sdk/home/ping").header("authorization", authorization);
        server.send(request.body("").expect("a request")).await.ok();
    }
}

#[tokio::test]
async fn urls_in_responses_use_the_host_of_the_request() {
    let server = TestServer::new().await;
    let path = format!("/api/deployment/{}", server.deployment);
    for (host, expected) in [
        ("forwarded.example:8080", "http://forwarded.example:8080"),
        ("user@evil.example", &server.url),
        ("a b", &server.url),
    ] {
        let request = server.request(Method::GET, &path).header("authorization", format!("Bearer {TOKEN}"));
        let response = server.send(request.header("host", host).body("").expect("a request")).await;
        assert_eq!(response.ok()["oracle_host"], expected);
    }
}

#[tokio::test]
async fn invalid_settings_prevent_the_start() {
    let missing_token = Server::builder().listen("0.0.0.0:0").start().await.expect_err("no token");
    assert!(missing_token.to_string().contains("token"), "{missing_token}");
    Server::builder().token("").start().await.expect_err("an empty token");
    Server::builder().token("line\nbreak").start().await.expect_err("an invalid token");
    Server::builder().organization("").start().await.expect_err("an empty name");
    Server::builder().listen("nowhere").start().await.expect_err("an invalid address");
    let file = tempfile::NamedTempFile::new().expect("a file");
    Server::builder().data_dir(file.path()).start().await.expect_err("a file instead of a folder");

    let folder = tempfile::tempdir().expect("a folder");
    builder().data_dir(folder.path()).start().await.expect("starts").shutdown().await.expect("stops");
    let other_type = builder().data_dir(folder.path()).deployment("doors", InferenceType::Classification);
    let error = other_type.start().await.expect_err("another type");
    assert!(error.to_string().contains("OBJECT_DETECTION"), "{error}");
}

#[tokio::test]
async fn no_secret_shows_in_debug() {
    let builder = builder();
    assert!(!format!("{builder:?}").contains(TOKEN));
    let server = builder.start().await.expect("starts");
    assert!(!format!("{server:?}").contains(TOKEN));
}
