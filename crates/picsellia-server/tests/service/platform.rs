use http::Method;
use picsellia_server::{InferenceType, Server};

use crate::support::{Site, TOKEN, builder, text};

#[tokio::test]
async fn a_client_finds_its_way_from_the_ping_to_the_deployment() {
    let site = Site::new().await;
    let ping = site.get("/api/home/ping").await.ok();
    let organization = site.organization().await;
    assert_eq!(ping["default_organization"], organization);
    assert!(ping["sdk_version"].is_string() && ping["username"].is_string());

    let read = site.get(&format!("/api/organization/{organization}")).await.ok();
    assert_eq!((text(&read["id"]), text(&read["name"])), (organization.clone(), "acme".to_owned()));

    let base = format!("/api/organization/{organization}/deployments");
    let by_name = site.get(&format!("{base}/find?name=doors")).await.ok();
    let by_id = site.get(&format!("{base}/find?id={}", site.deployment)).await.ok();
    assert_eq!(by_name, by_id);
    assert_eq!(by_name["type"], "OBJECT_DETECTION");
    assert_eq!(by_name["oracle_host"], site.url);
    assert!(by_name["serving_host"].is_null());

    let all = site.get(&base).await.ok();
    assert_eq!(all["count"], 3);
    let second = site.get(&format!("{base}?limit=1&offset=1")).await.ok();
    assert_eq!(second["items"], serde_json::json!([all["items"][1]]));
    assert_eq!(second["count"], 3);
    site.get(&format!("{base}/find?name=windows")).await.refused(404);
    site.get(&format!("{base}/find?id=x")).await.refused(404);
    site.get(&format!("{base}/find")).await.refused(400);
    site.get("/api/organizations/find?name=nobody").await.refused(404);
}

#[tokio::test]
async fn datalakes_are_found_by_id_by_name_and_by_default() {
    let site = Site::new().await;
    let base = format!("/api/organization/{}", site.organization().await);
    let default = site.get(&format!("{base}/datalake")).await.ok();
    let name = text(&default["name"]);
    assert_eq!(site.get(&format!("{base}/datalake?name={name}")).await.ok(), default);
    assert_eq!(site.get(&format!("{base}/datalake?id={}", site.datalake)).await.ok(), default);
    assert_eq!(site.get(&format!("{base}/datalakes")).await.ok()["items"][0], default);
    site.get(&format!("{base}/datalake?name=none")).await.refused(404);
}

#[tokio::test]
async fn older_prefixes_and_schemes_work() {
    let site = Site::new().await;
    for authorization in [format!("Token {TOKEN}"), format!("bearer {TOKEN}"), format!("Bearer   {TOKEN} ")] {
        let request = site.request(Method::GET, "/sdk/home/ping").header("authorization", authorization);
        site.send(request.body("").expect("a request")).await.ok();
    }
}

#[tokio::test]
async fn urls_in_responses_are_where_the_client_called() {
    let site = Site::new().await;
    let path = format!("/api/deployment/{}", site.deployment);
    for (host, expected) in [
        ("forwarded.example:8080", "http://forwarded.example:8080"),
        ("user@evil.example", &site.url),
        ("a b", &site.url),
    ] {
        let request = site.request(Method::GET, &path).header("authorization", format!("Bearer {TOKEN}"));
        let response = site.send(request.header("host", host).body("").expect("a request")).await;
        assert_eq!(response.ok()["oracle_host"], expected);
    }
}

#[tokio::test]
async fn a_service_that_cannot_work_does_not_start() {
    let missing_token = Server::builder().listen("0.0.0.0:0").start().await.expect_err("no token");
    assert!(missing_token.to_string().contains("token"), "{missing_token}");
    Server::builder().token("").start().await.expect_err("an empty token");
    Server::builder().token("line\nbreak").start().await.expect_err("a token that no header can carry");
    Server::builder().organization("").start().await.expect_err("an empty name");
    Server::builder().listen("nowhere").start().await.expect_err("no address");
    let file = tempfile::NamedTempFile::new().expect("a file");
    Server::builder().data_dir(file.path()).start().await.expect_err("a file is no folder");

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
