//! Slow, concurrent and disconnected clients.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{TestServer, builder, prediction};

fn head(server: &TestServer, length: usize) -> String {
    format!(
        "POST /api/deployment/{}/predictions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {length}\r\n\r\n",
        server.deployment, server.jwt
    )
}

async fn connect(server: &TestServer) -> TcpStream {
    TcpStream::connect(server.url.trim_start_matches("http://")).await.expect("a connection")
}

#[tokio::test]
async fn predictions_wait_for_memory() {
    let server = TestServer::start(builder().body_limit(100_000).bytes_in_flight(1)).await;
    // Announces the largest body and sends none of it.
    let mut blocking = connect(&server).await;
    blocking.write_all(head(&server, 100_000).as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let body = prediction("a.png");
    let mut waiting = std::pin::pin!(server.monitor(&body));
    let early = tokio::time::timeout(Duration::from_millis(300), waiting.as_mut()).await;
    assert!(early.is_err(), "{early:?}");
    // Other endpoints still respond.
    server.get("/api/home/ping").await.ok();
    drop(blocking);
    tokio::time::timeout(Duration::from_secs(5), waiting).await.expect("in time").created();
}

#[tokio::test]
async fn an_incomplete_request_head_times_out() {
    let server = TestServer::start(builder().header_timeout(Duration::from_millis(200))).await;
    for start in ["", "GET /api/home/ping HTTP/1.1\r\nHost: x\r\nX-"] {
        let mut stream = connect(&server).await;
        stream.write_all(start.as_bytes()).await.expect("sent");
        let mut response = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut response)).await;
        end.expect("in time").expect("closed");
    }
    server.get("/api/home/ping").await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shutdown_leaves_no_image_without_its_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::on(folder.path()).await;
    let deployment = server.deployment.clone();
    for index in 0..40 {
        let body = prediction(&format!("{index}.png")).to_string();
        let mut stream = connect(&server).await;
        stream.write_all((head(&server, body.len()) + &body).as_bytes()).await.expect("sent");
        // Dropped without reading the response.
    }
    server.shutdown().await;
    let server = TestServer::on(folder.path()).await;
    let images = std::fs::read_dir(folder.path().join("images").join(deployment));
    let images = images.map(Iterator::count).unwrap_or_default();
    assert_eq!(server.list(&[]).await["count"], images);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_large_predictions_share_the_memory_limit() {
    let server =
        std::sync::Arc::new(TestServer::start(builder().body_limit(400_000).bytes_in_flight(500_000)).await);
    let image = STANDARD.encode(vec![7; 200_000]);
    let calls: Vec<_> = (0..32)
        .map(|index| {
            let (server, image) = (std::sync::Arc::clone(&server), image.clone());
            tokio::spawn(async move {
                let fields = serde_json::json!({ "image": image });
                server
                    .monitor(&crate::support::prediction_with(&format!("{index}.png"), &fields))
                    .await
                    .created()
            })
        })
        .collect();
    for call in calls {
        call.await.expect("a receipt");
    }
    assert_eq!(server.list(&[]).await["count"], 32);
    // A body over the limit is rejected in any case.
    server.monitor_with_key(None, vec![b' '; 500_000]).await.rejected(413);
}
