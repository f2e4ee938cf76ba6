use std::time::Duration;

use http::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{TOKEN, TestServer, builder, prediction};

#[tokio::test]
async fn every_error_is_an_object_with_a_message() {
    let server = TestServer::new().await;
    let (deployment, datalake) = (&server.deployment, &server.datalake);
    let none = "5b1a6f0e-9d3c-4a53-8f64-1f7a0f1f2d11";
    let cases = [
        (Method::GET, "/".to_owned(), 404),
        (Method::GET, "/api".to_owned(), 404),
        (Method::GET, "/api/nothing/here".to_owned(), 404),
        (Method::GET, "/sdk/nothing/here".to_owned(), 404),
        (Method::POST, "/api/home/ping".to_owned(), 405),
        (Method::GET, "/api/auth/login".to_owned(), 405),
        (Method::DELETE, format!("/sdk/deployment/{deployment}/predictions"), 405),
        (Method::PATCH, format!("/api/datalake/{datalake}/datas"), 405),
        (Method::GET, "/api/organization/%FF".to_owned(), 404),
        (Method::GET, format!("/api/organization/{none}"), 404),
        (Method::GET, format!("/api/organization/{none}/datalake"), 404),
        (Method::GET, format!("/api/deployment/{none}"), 404),
        (Method::GET, format!("/api/deployment/{none}/predictedassets"), 404),
        (Method::GET, format!("/api/deployment/{deployment}/predictedassets/find"), 400),
        (Method::GET, format!("/api/deployment/{deployment}/predictedassets/find?id={none}"), 404),
        (Method::GET, format!("/api/predicted/asset/{none}"), 404),
        (Method::GET, format!("/api/data/{none}"), 404),
        (Method::GET, format!("/api/data/{none}/presigned-url"), 404),
        (Method::GET, format!("/api/objects/{none}"), 403),
        (Method::GET, format!("/api/datalake/{none}/datas"), 404),
        (Method::GET, format!("/api/datalake/{datalake}/datas/find"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas/find?id={none}"), 404),
        (Method::GET, format!("/api/datalake/{datalake}/datas?limit=x"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas?offset=-1"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas?cursor=1"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas?cursor=k1&order_by=filename"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas?order_by=color"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas?q=color"), 400),
        (Method::GET, format!("/api/datalake/{datalake}/datas?custom_metadata=5"), 400),
    ];
    for (method, path, status) in cases {
        let request = server.request(method, &path).header("authorization", format!("Bearer {TOKEN}"));
        let response = server.send(request.body("").expect("a request")).await;
        response.rejected(status);
        assert_eq!(response.headers["content-type"], "application/json", "{path}");
    }
}

#[tokio::test]
async fn platform_endpoints_need_the_token() {
    let server = TestServer::new().await;
    for authorization in
        [None, Some(""), Some("Bearer"), Some("Bearer other"), Some("Basic dTpw"), Some(TOKEN)]
    {
        for path in
            ["/api/home/ping".to_owned(), server.datas(), format!("/api/deployment/{}", server.deployment)]
        {
            let mut request = server.request(Method::GET, &path);
            if let Some(authorization) = authorization {
                request = request.header("authorization", authorization);
            }
            server.send(request.body("").expect("a request")).await.rejected(401);
        }
    }
}

/// Sends a raw request, and returns everything until the connection closes.
async fn raw(server: &TestServer, head: &str, body: &[u8]) -> String {
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(head.replace('\n', "\r\n").as_bytes()).await.expect("the head is taken");
    stream.write_all(body).await.expect("the body is taken");
    let mut response = String::new();
    stream.read_to_string(&mut response).await.expect("a response");
    response
}

#[tokio::test]
async fn a_rejected_large_body_gets_a_response_instead_of_a_reset() {
    let server = TestServer::start(builder().body_limit(6_000_000)).await;
    let path = format!("/api/deployment/{}/predictions", server.deployment);
    let body = vec![b'x'; 5_000_000];

    let head =
        format!("POST {path} HTTP/1.1\nHost: x\nConnection: close\nContent-Length: {}\n\n", body.len());
    let response = raw(&server, &head, &body).await;
    assert!(response.starts_with("HTTP/1.1 401"), "{response}");

    let body = vec![b'x'; 8_000_000];
    let authorization = format!("Authorization: Bearer {}", server.jwt);
    let head = format!(
        "POST {path} HTTP/1.1\nHost: x\n{authorization}\nConnection: close\nContent-Length: {}\n\n",
        body.len()
    );
    let response = raw(&server, &head, &body).await;
    assert!(response.starts_with("HTTP/1.1 413") && response.contains("message"), "{response}");
}

#[tokio::test]
async fn the_body_limit_applies_without_a_content_length() {
    let server = TestServer::start(builder().body_limit(1000)).await;
    let path = format!("/api/deployment/{}/predictions", server.deployment);
    let head = format!(
        "POST {path} HTTP/1.1\nHost: x\nAuthorization: Bearer {}\nConnection: close\nTransfer-Encoding: chunked\n\n",
        server.jwt
    );
    let chunk = [b"320\r\n".as_slice(), &[b' '; 800], b"\r\n"].concat();
    let response = raw(&server, &head, &[chunk.as_slice(), &chunk, b"0\r\n\r\n"].concat()).await;
    assert!(response.starts_with("HTTP/1.1 413") && response.contains("message"), "{response}");
}

#[tokio::test]
async fn a_client_that_disconnects_early_changes_nothing() {
    let server = TestServer::new().await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let body = prediction("a.png").to_string();
    let head = format!(
        "POST /api/deployment/{}/predictions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        server.deployment,
        server.jwt,
        body.len()
    );
    let whole = [head.as_bytes(), body.as_bytes()].concat();
    for cut in [1, head.len() - 1, head.len(), head.len() + 1, whole.len() - 1] {
        let mut stream = TcpStream::connect(&address).await.expect("a connection");
        stream.write_all(&whole[..cut]).await.expect("written");
    }
    assert_eq!(server.list(&[]).await["count"], 0);
    server.monitor(&prediction("a.png")).await.created();
    assert_eq!(server.list(&[]).await["count"], 1);
}

#[tokio::test]
async fn shutdown_does_not_wait_for_idle_connections() {
    let server = TestServer::new().await;
    server.get("/api/home/ping").await.ok();
    let stopped = tokio::time::timeout(Duration::from_secs(5), server.shutdown()).await;
    stopped.expect("in time");
}

#[tokio::test]
async fn data_are_listed_by_name_with_xget() {
    let server = TestServer::new().await;
    for name in ["a.png", "b.png", "é.png"] {
        server.monitor(&prediction(name)).await.created();
    }
    let xget = Method::from_bytes(b"XGET").expect("a method");
    let list = async |body: serde_json::Value| {
        let request =
            server.request(xget.clone(), &server.datas()).header("authorization", format!("Bearer {TOKEN}"));
        server.send(request.body(body.to_string()).expect("a request")).await
    };
    let statuses = json!(["PENDING", "COMPUTING", "DONE", "ERROR"]);
    let found = list(json!({
        "filenames": ["a.png", "é.png", "none.png"],
        "q": "width = 600",
        "upload_statuses": statuses,
        "types": ["IMAGE", "VIDEO"],
    }));
    let found = found.await.ok();
    assert_eq!(crate::support::filenames(&found), ["a.png", "é.png"]);
    let ids: Vec<_> =
        found["items"].as_array().expect("items").iter().map(|data| data["id"].clone()).collect();
    assert_eq!(list(json!({ "ids": ids })).await.ok()["count"], 2);
    let names: Vec<_> =
        found["items"].as_array().expect("items").iter().map(|data| data["object_name"].clone()).collect();
    assert_eq!(list(json!({ "object_names": names })).await.ok()["count"], 2);
    assert_eq!(list(json!({ "filenames": [] })).await.ok()["count"], 0);
    // Matches beyond the limit are on the next page.
    let page = async |query: &str| {
        let path = format!("{}?limit=1{query}", server.datas());
        let request = server.request(xget.clone(), &path).header("authorization", format!("Bearer {TOKEN}"));
        server.send(request.body(json!({ "ids": ids }).to_string()).expect("a request")).await.ok()
    };
    let first = page("").await;
    assert_eq!((&first["count"], crate::support::filenames(&first)), (&json!(2), vec!["a.png".to_owned()]));
    let second = page(&format!("&cursor={}", crate::support::text(&first["next_cursor"]))).await;
    assert_eq!(crate::support::filenames(&second), ["é.png"]);
    assert!(second["next_cursor"].is_null());
    list(json!({ "filenames": [], "ids": [] })).await.rejected(400);
    list(json!({ "filenames": vec!["x"; 1001] })).await.rejected(400);
    list(json!({ "filenames": "x" })).await.rejected(422);
}
