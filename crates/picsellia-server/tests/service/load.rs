//! Clients that are slow, many or gone.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Site, builder, prediction};

fn head(site: &Site, length: usize) -> String {
    format!(
        "POST /api/deployment/{}/predictions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {length}\r\n\r\n",
        site.deployment, site.jwt
    )
}

async fn connect(site: &Site) -> TcpStream {
    TcpStream::connect(site.url.trim_start_matches("http://")).await.expect("a connection")
}

#[tokio::test]
async fn predictions_wait_for_room_and_get_it() {
    let site = Site::start(builder().body_limit(100_000).bytes_in_flight(1)).await;
    // Announces the largest body and sends nothing of it.
    let mut greedy = connect(&site).await;
    greedy.write_all(head(&site, 100_000).as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let body = prediction("a.png");
    let mut waiting = std::pin::pin!(site.monitor(&body));
    let early = tokio::time::timeout(Duration::from_millis(300), waiting.as_mut()).await;
    assert!(early.is_err(), "{early:?}");
    // Everything else is answered meanwhile.
    site.get("/api/home/ping").await.ok();
    drop(greedy);
    tokio::time::timeout(Duration::from_secs(5), waiting).await.expect("in time").created();
}

#[tokio::test]
async fn a_head_that_does_not_end_is_cut() {
    let site = Site::start(builder().header_timeout(Duration::from_millis(200))).await;
    for start in ["", "GET /api/home/ping HTTP/1.1\r\nHost: x\r\nX-"] {
        let mut stream = connect(&site).await;
        stream.write_all(start.as_bytes()).await.expect("sent");
        let mut response = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut response)).await;
        end.expect("in time").expect("closed");
    }
    site.get("/api/home/ping").await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shutdown_leaves_no_image_without_its_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::on(folder.path()).await;
    let deployment = site.deployment.clone();
    for index in 0..40 {
        let body = prediction(&format!("{index}.png")).to_string();
        let mut stream = connect(&site).await;
        stream.write_all((head(&site, body.len()) + &body).as_bytes()).await.expect("sent");
        // Gone without reading the response.
    }
    site.shutdown().await;
    let site = Site::on(folder.path()).await;
    let images = std::fs::read_dir(folder.path().join("images").join(deployment));
    let images = images.map(Iterator::count).unwrap_or_default();
    assert_eq!(site.list(&[]).await["count"], images);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_large_predictions_at_once_share_little_room() {
    let site = std::sync::Arc::new(Site::start(builder().body_limit(400_000).bytes_in_flight(500_000)).await);
    let image = base64_simd::STANDARD.encode_to_string(vec![7; 200_000]);
    let calls: Vec<_> = (0..32)
        .map(|index| {
            let (site, image) = (std::sync::Arc::clone(&site), image.clone());
            tokio::spawn(async move {
                let fields = serde_json::json!({ "image": image });
                site.monitor(&crate::support::prediction_with(&format!("{index}.png"), &fields))
                    .await
                    .created()
            })
        })
        .collect();
    for call in calls {
        call.await.expect("a receipt");
    }
    assert_eq!(site.list(&[]).await["count"], 32);
    // What is too large is told so, room or not.
    site.monitor_with_key(None, vec![b' '; 500_000]).await.refused(413);
}
