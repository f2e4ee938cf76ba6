//! What goes to the log.
// A helper that fails ends the test.
#![allow(clippy::expect_used)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use log::{LevelFilter, Log, Metadata, Record};
use picsellia_core::{BlockingMonitorTransport, Body, RequestLimits, TransportOptions};
use picsellia_transport_conformance::{Authority, HttpPeer, Peer, Reply, Turn};
use picsellia_transport_ureq::UreqTransport;

/// Stands in every place that can hold a secret.
const MARKER: &str = "s3cr3t";

/// The marker in base64, as a proxy receives it.
const ENCODED_MARKER: &str = "czNjcjN0";

static LOGGED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// There is one log, so one test runs at a time.
static TURN: Mutex<()> = Mutex::new(());

struct Recorder;

impl Log for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        let line = (record.target().to_owned(), record.args().to_string());
        LOGGED.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn flush(&self) {}
}

fn record(level: LevelFilter) -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // An error means that the recorder is set already.
    let _ = log::set_logger(&Recorder);
    log::set_max_level(level);
    LOGGED.lock().unwrap_or_else(PoisonError::into_inner).clear();
    turn
}

/// Everything that was logged for a target, and the bytes of hex dumps such as `504f 5354 … POST`.
fn logged(is_wanted: impl Fn(&str) -> bool) -> String {
    let (mut text, mut bytes) = (String::new(), Vec::new());
    for (target, line) in LOGGED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        if !is_wanted(target) {
            continue;
        }
        text.push_str(&format!("{target}: {line}\n"));
        let words = line.split(' ').take(8);
        let digits: Vec<_> = words.flat_map(str::chars).filter_map(|digit| digit.to_digit(16)).collect();
        bytes.extend(digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8));
    }
    text + &String::from_utf8_lossy(&bytes)
}

fn is_of_ureq(target: &str) -> bool {
    matches!(target.split("::").next(), Some("ureq" | "ureq_proto"))
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

/// Sends secrets in every way: in clear, over TLS, through a proxy, with and without a response.
fn exchange_secrets() {
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
        let response = transport.exchange(secret(&peer.origin()), limits);
        assert_eq!(response.expect("a response").status(), 201);
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
    let response = secured.exchange(secret(&service.origin()), limits);
    assert_eq!(response.expect("a response").status(), 201);
    transport.exchange(secret(&service.origin()), limits).expect_err("nobody signed this certificate");
}

#[track_caller]
fn shows_nothing(shown: &str) {
    assert!(!shown.contains(MARKER), "a secret is logged: {shown}");
    assert!(!shown.contains(ENCODED_MARKER), "a secret is logged: {shown}");
}

#[test]
fn nothing_secret_is_logged_at_debug() {
    let _turn = record(LevelFilter::Debug);
    exchange_secrets();
    let shown = logged(|_| true);
    assert!(shown.contains("ureq"), "ureq logs something: {shown}");
    shows_nothing(&shown);
}

#[test]
fn nothing_secret_is_logged_at_trace_by_any_target_but_those_of_ureq() {
    let _turn = record(LevelFilter::Trace);
    exchange_secrets();
    shows_nothing(&logged(|target| !is_of_ureq(target)));
}

/// The one rule of the contract that does not hold, as the README says. If this test fails, ureq
/// has become discreet.
#[test]
fn ureq_logs_requests_and_responses_at_trace() {
    let _turn = record(LevelFilter::Trace);
    exchange_secrets();
    let dumped = logged(|target| target.starts_with("ureq_proto"));
    assert!(dumped.contains(&format!("authorization: Bearer {MARKER}")), "{dumped}");
    assert!(dumped.contains(&format!("{{\"jwt\":\"{MARKER}\"}}")), "{dumped}");
    let urls = logged(|target| target.starts_with("ureq:"));
    assert!(urls.contains(&format!("/{MARKER}?{MARKER}={MARKER}")), "{urls}");
    // The credentials of a proxy go past ureq.
    assert!(!logged(is_of_ureq).contains(ENCODED_MARKER));
}
