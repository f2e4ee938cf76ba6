//! Tests that no token, JWT or presigned URL appears in `Debug`, in an error or in a log.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::transport::{MonitorTransport, Threaded};
use picsellia_deploy::{Error, RetryPolicy};
use picsellia_tests::{Scripted, TOKEN, client_over, login, reply, request, response, service};
use picsellia_transport_conformance::{Peer, Reply};
use picsellia_transport_hyper::HyperTransport;
use picsellia_transport_reqwest::ReqwestTransport;
use picsellia_transport_ureq::UreqTransport;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

const JWT: &str = "jwt-of-the-test";

/// The log of all crates, at the level `trace`.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn show(shown: &mut String, error: &Error) {
    let mut cause: Option<&dyn std::error::Error> = error.source();
    write!(shown, "{error} {error:?} {error:#?}").unwrap();
    while let Some(error) = cause {
        write!(shown, "{error} {error:?} {error:#?}").unwrap();
        cause = error.source();
    }
}

#[tokio::test]
async fn no_secret_is_shown() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
    let mut shown = String::new();
    let transports: [Arc<dyn MonitorTransport>; 3] = [
        Arc::new(HyperTransport::new().unwrap()),
        Arc::new(ReqwestTransport::new().unwrap()),
        Arc::new(Threaded::new(UreqTransport::new().unwrap())),
    ];
    let mut urls = Vec::new();
    for transport in transports {
        urls.extend(exercise(transport, &mut shown).await);
    }

    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(shown.contains("Client") && logged.contains("TRACE"), "something was captured");
    for secret in urls.into_iter().chain([TOKEN.to_owned(), JWT.to_owned()]) {
        for (place, text) in [("a message", &shown), ("the log", &logged)] {
            if let Some(at) = text.find(&secret) {
                let (from, to) =
                    (text.floor_char_boundary(at.saturating_sub(200)), text.ceil_char_boundary(at + 20));
                panic!("{place} shows {secret}: …{}…", &text[from..to]);
            }
        }
    }
}

/// Runs every stage of a client, with success and with failures. Returns the presigned URL that was
/// used.
async fn exercise(transport: Arc<dyn MonitorTransport>, shown: &mut String) -> Option<String> {
    // All stages succeed, and everything is printed with Debug.
    let service = service().await;
    let builder = client_over(Arc::clone(&transport), service.url());
    write!(shown, "{builder:?} {builder:#?}").unwrap();
    let connected = builder.connect().await.unwrap();
    let doors = connected.deployment("doors").await.unwrap();
    let receipt = doors.send(&request()).await.unwrap();
    let datalake = connected.datalake().await.unwrap();
    let data = datalake.list(&DataFilter::new(), 10).await.unwrap();
    connected.download(&data[0]).await.unwrap();
    let url = data[0].presigned_url.as_ref().map(|url| url.expose().to_owned());
    write!(shown, "{service:?} {connected:#?} {doors:#?} {receipt:?} {datalake:?} {data:#?}").unwrap();

    // Every stage fails, at a service that repeats the secrets it received.
    let echo =
        |status| reply(status, &json!({ "message": format!("{TOKEN} {JWT}"), "detail": [TOKEN, JWT] }));
    for login_reply in [
        echo(401),
        echo(403),
        echo(500),
        Reply::Whole(response(200, format!("{TOKEN} {JWT}"))),
        Reply::Cut(response(200, format!("{{\"jwt\":\"{JWT}\""))),
        Reply::Lost,
        Reply::Garbage,
    ] {
        let scripted = Scripted::start();
        scripted.peer.script(scripted.preamble());
        let client = client_over(Arc::clone(&transport), &scripted.peer.origin())
            .retry_policy(RetryPolicy::never())
            .connect()
            .await
            .unwrap();
        let doors = client.deployment("doors").await.unwrap();
        scripted.peer.script(vec![login_reply]);
        show(shown, &doors.send(&request()).await.unwrap_err());
        write!(shown, "{doors:#?}").unwrap();
    }
    for monitor_reply in [
        echo(302),
        echo(400),
        echo(401),
        echo(409),
        echo(422),
        echo(500),
        Reply::Whole(response(400, format!("not JSON: {TOKEN} {JWT}"))),
        Reply::Whole(response(201, format!("\"{TOKEN} {JWT}\""))),
        Reply::Lost,
        Reply::Garbage,
        Reply::Cut(response(201, "{")),
    ] {
        let scripted = Scripted::start();
        scripted.peer.script(scripted.preamble());
        let client = client_over(Arc::clone(&transport), &scripted.peer.origin())
            .retry_policy(RetryPolicy::never())
            .connect()
            .await
            .unwrap();
        let doors = client.deployment("doors").await.unwrap();
        // The second login and its rejection are for the reply with 401.
        scripted.peer.script(vec![login(JWT), monitor_reply, login(JWT), echo(401)]);
        show(shown, &doors.send(&request()).await.unwrap_err());
        write!(shown, "{doors:#?}").unwrap();
    }
    for stage in 0..4 {
        let scripted = Scripted::start();
        let mut replies = scripted.preamble();
        replies.truncate(stage);
        // There is no session yet.
        replies.push(reply(400, &json!({ "message": format!("not {TOKEN}"), "detail": [TOKEN] })));
        scripted.peer.script(replies);
        let connecting =
            client_over(Arc::clone(&transport), &scripted.peer.origin()).retry_policy(RetryPolicy::never());
        let error = match connecting.connect().await {
            Ok(client) => client.deployment("doors").await.unwrap_err(),
            Err(error) => error,
        };
        show(shown, &error);
    }
    let insecure = client_over(transport, "http://192.0.2.1").connect().await.unwrap_err();
    show(shown, &insecure);
    url
}
