//! What goes to the log, at its most talkative.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use log::{LevelFilter, Log, Metadata, Record};
use picsellia_core::{BlockingMonitorTransport, Body, RequestLimits, TransportOptions};
use picsellia_transport_conformance::{Authority, HttpPeer, Peer, Reply, Turn};
use picsellia_transport_ureq::UreqTransport;

/// Stands in every place that a secret can stand in.
const MARKER: &str = "s3cr3t";

static LOGGED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// One test at a time: the log is one.
static TURN: Mutex<()> = Mutex::new(());

struct Everything;

impl Log for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = (record.target().to_owned(), record.args().to_string());
        LOGGED.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn flush(&self) {}
}

fn listen() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // An error is the log being ours already.
    let _ = log::set_logger(&Everything);
    log::set_max_level(LevelFilter::Trace);
    LOGGED.lock().unwrap_or_else(PoisonError::into_inner).clear();
    turn
}

/// All that was logged, and the bytes that ureq writes out in rows such as `504f 5354 … POST`.
fn logged() -> (String, String) {
    let (mut text, mut bytes) = (String::new(), Vec::new());
    for (target, line) in LOGGED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        text.push_str(&format!("{target}: {line}\n"));
        if target.starts_with("ureq_proto") {
            let digits: Vec<_> =
                line.split(' ').take(8).flat_map(str::chars).filter_map(|digit| digit.to_digit(16)).collect();
            bytes.extend(digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8));
        }
    }
    (text, String::from_utf8_lossy(&bytes).into_owned())
}

fn secret(origin: &str) -> Request<Body> {
    Request::post(format!("{origin}/{MARKER}?{MARKER}={MARKER}"))
        .header("authorization", format!("Bearer {MARKER}"))
        .header("x-other", MARKER)
        .body(Body::from(format!("{MARKER} in the body").into_bytes()))
        .expect("a request")
}

fn secret_response() -> Response<bytes::Bytes> {
    let response = Response::builder().status(201).header("x-response", MARKER).header("location", MARKER);
    response.body(format!("{{\"jwt\":\"{MARKER}\"}}").into()).expect("a response")
}

#[test]
fn nothing_secret_is_logged() {
    let _turn = listen();
    let limits = RequestLimits::default();
    let peer = HttpPeer::start();
    let transport = UreqTransport::new().expect("a transport");
    peer.script(vec![
        Reply::Whole(secret_response()),
        Reply::Whole(secret_response()),
        Reply::Cut(secret_response()),
        Reply::Garbage,
        Reply::Lost,
    ]);
    for _ in 0..2 {
        let answered = transport.exchange(secret(&peer.origin()), limits);
        assert_eq!(answered.expect("a response").status(), 201);
    }
    for _ in 0..3 {
        transport.exchange(secret(&peer.origin()), limits).expect_err("a fault");
    }

    let authority = Authority::new();
    let service = HttpPeer::start_tls(&authority.identity());
    let proxy = HttpPeer::start();
    let through = format!("http://{MARKER}:{MARKER}@{}", proxy.address());
    proxy.turns([Turn::new().read_head().write("HTTP/1.1 200 Go on\r\n\r\n").tunnel(service.address())]);
    service.script(vec![Reply::Whole(secret_response())]);
    let secured = UreqTransport::with_options(
        &TransportOptions::new().proxy(through).root_certificates(authority.pem()),
    );
    let secured = secured.expect("a transport");
    let answered = secured.exchange(secret(&service.origin()), limits);
    assert_eq!(answered.expect("a response").status(), 201);
    transport.exchange(secret(&service.origin()), limits).expect_err("nobody signed this certificate");

    let (text, bytes) = logged();
    assert!(bytes.contains("GET / HTTP/1.1"), "ureq is heard: {text}");
    for shown in [&text, &bytes] {
        assert!(!shown.contains(MARKER), "a secret is logged: {shown}");
        // The same in base64, as the proxy is told.
        assert!(!shown.contains("czNjcjN0"), "a secret is logged: {shown}");
    }
}

/// Why the transport does not let ureq see what it sends. Once this fails, ureq has become discreet.
#[test]
fn ureq_by_itself_logs_what_it_sends_and_reads() {
    let _turn = listen();
    let peer = HttpPeer::start();
    peer.script(vec![Reply::Whole(secret_response())]);
    let agent = ureq::Agent::new_with_defaults();
    let request = agent.get(peer.origin() + "/").header("authorization", format!("Bearer {MARKER}"));
    request.call().expect("a response");
    let (_, bytes) = logged();
    assert!(bytes.contains(&format!("Bearer {MARKER}")), "{bytes}");
}
