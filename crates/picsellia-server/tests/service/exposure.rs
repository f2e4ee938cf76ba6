//! The hosts that the service accepts, and the URLs in its responses.

use http::Method;
use picsellia_server::Server;

use crate::support::{TOKEN, TestServer, builder};

#[tokio::test]
async fn responses_contain_the_public_url() {
    let server = TestServer::start(builder().public_url("https://monitoring.example/")).await;
    let path = format!("/api/deployment/{}", server.deployment);
    let request = server.request(Method::GET, &path).header("authorization", format!("Bearer {TOKEN}"));
    let response =
        server.send(request.header("host", "other.example").body("").expect("a request")).await.ok();
    assert_eq!(response["oracle_host"], "https://monitoring.example");
    let receipt = server.monitor(&crate::support::prediction("a.png")).await.created();
    let data = &server.asset(&receipt).await["data"];
    let url = data["presigned_url"].as_str().expect("a URL");
    assert!(url.starts_with("https://monitoring.example/api/objects/"), "{url}");

    for url in ["monitoring.example", "ftp://x", "https://x/path", ""] {
        builder().public_url(url).start().await.expect_err(url);
    }
    let error = Server::builder().public_url("https://x.example").start().await.expect_err("no token");
    assert!(error.to_string().contains("token"), "{error}");
    Server::builder().public_url("http://localhost:1").start().await.expect("only this machine can use it");
}

#[tokio::test]
async fn without_a_token_only_loopback_hosts_are_accepted() {
    let server = Server::builder().start().await.expect("starts");
    let ask = async |host: Option<&str>| {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let address = server.url().trim_start_matches("http://").to_owned();
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
        let host = host.map(|host| format!("Host: {host}\r\n")).unwrap_or_default();
        let request = format!(
            "GET /api/home/ping HTTP/1.1\r\n{host}Authorization: Bearer local\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).await.expect("a response");
        response
    };
    for host in ["localhost", "127.0.0.1:80", "[::1]:80", "app.localhost", "LOCALHOST:7425"] {
        assert!(ask(Some(host)).await.starts_with("HTTP/1.1 200"), "{host}");
    }
    for host in [
        Some("rebound.example"),
        Some("127.0.0.1.example"),
        Some("a b"),
        Some(""),
        None,
        Some("localhost\r\nHost: x.example"),
    ] {
        let response = ask(host).await;
        assert!(
            response.starts_with("HTTP/1.1 403") && response.contains("\"message\""),
            "{host:?}: {response}"
        );
    }
}
