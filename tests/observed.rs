//! Tests the spans and events of `tracing` and the counters of `metrics`. Their names are stable.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use picsellia_deploy::Client;
use picsellia_tests::{TOKEN, request};
use picsellia_transport_mock::{MockTransport, Route, block_on};
use tracing_subscriber::fmt::format::FmtSpan;

/// Serializes the tests. `tracing` caches for the whole process whether a callsite is enabled, so a
/// parallel test could miss events.
static SERIAL: Mutex<()> = Mutex::new(());

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Monitors two predictions: the first response to one is lost, and the other one is rejected.
fn monitor_two(mock: &MockTransport) {
    let client = Client::builder(mock.clone()).token(TOKEN).connect();
    let doors = block_on(async { client.await.unwrap().deployment("doors").await.unwrap() });
    mock.on(Route::Monitor).lose_response();
    block_on(doors.send(&request())).unwrap();
    mock.on(Route::Monitor).respond(422);
    block_on(doors.send(&request())).unwrap_err();
}

#[test]
fn a_prediction_is_a_span_with_its_exchanges_and_events() {
    let _serial = SERIAL.lock();
    let (log, mock) = (Log::default(), MockTransport::new());
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(FmtSpan::NEW)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone());
    tracing::subscriber::with_default(subscriber.finish(), || monitor_two(&mock));

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let key = mock.monitored()[0].idempotency_key().unwrap().to_owned();
    let deployment = mock.deployment_id("doors");
    let within =
        format!("deliver{{action=\"monitor the prediction\" deployment=\"{deployment}\" key=\"{key}\"}}");
    let lines: Vec<_> = log.lines().filter(|line| line.contains(&within)).collect();
    let events: Vec<_> = lines.iter().map(|line| line.split("picsellia: ").nth(1).unwrap_or(line)).collect();
    let begins = |index: usize, text: &str| assert!(events[index].starts_with(text), "{text}: {events:#?}");
    begins(0, "new");
    begins(1, "new");
    begins(2, "logged in deployment=");
    begins(3, "new");
    begins(4, "retrying error=");
    begins(5, "new");
    begins(6, "delivered action=\"monitor the prediction\" deduplicated=false");
    assert_eq!(events.len(), 7, "{events:#?}");
    assert!(
        lines[3].contains(":exchange{action=\"monitor the prediction\" origin=\"https://"),
        "{}",
        lines[3]
    );
    assert!(log.lines().any(|line| line.contains("gave up") && line.contains("ERROR")), "{log}");
    assert!(!log.contains(TOKEN), "{log}");
}

#[test]
fn counters_have_stable_names() {
    let _serial = SERIAL.lock();
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, || monitor_two(&MockTransport::new()));
    let counted: BTreeMap<_, _> = snapshotter
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, _, _, value)| (key.key().name().to_owned(), value))
        .collect();
    let expected = [
        ("picsellia_delivered_total", 1),
        ("picsellia_refused_total", 1),
        ("picsellia_retried_total", 1),
        ("picsellia_sent_total", 3),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), DebugValue::Counter(count)));
    assert_eq!(counted, BTreeMap::from(expected));
}
