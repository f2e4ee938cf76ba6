//! What a client counts, and the retry budget.

use std::pin::pin;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use picsellia_deploy::client::Counters;
use picsellia_deploy::transport::{
    Body, MonitorTransport, RequestLimits, TransportError, TransportErrorKind,
};
use picsellia_deploy::{Client, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, Script, block_on};
use serde_json::json;

use crate::support::{connect, count, deployment_with, monitor, request};

/// Returns the counters after one prediction, if the services reply like this.
fn counted(login: Option<Reply>, monitor_replies: impl IntoIterator<Item = Reply>) -> [u64; 7] {
    let mock = MockTransport::new();
    let client = connect(&mock, RetryPolicy::default());
    let doors = block_on(client.deployment("doors")).unwrap();
    if let Some(login) = login {
        mock.on(Route::Login).then(login);
    }
    monitor_replies.into_iter().fold(mock.on(Route::Monitor), Script::then);
    // Success and failure are both counted.
    let _ = monitor(&doors);
    let Counters { sent, delivered, deduplicated, retried, refused, ambiguous, failed, .. } =
        client.counters();
    [sent, delivered, deduplicated, retried, refused, ambiguous, failed]
}

#[test]
fn every_prediction_is_counted_once_by_its_outcome() {
    let refused = || Reply::fail(TransportErrorKind::Connect);
    assert_eq!(counted(None, []), [1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(counted(None, [Reply::status(503), Reply::status(429)]), [3, 1, 0, 2, 0, 0, 0]);
    let already = Reply::json(409, json!({ "message": "already processed" }));
    assert_eq!(counted(None, [Reply::lose_response(), already]), [2, 1, 1, 1, 0, 0, 0]);
    assert_eq!(counted(None, [Reply::status(422)]), [1, 0, 0, 0, 1, 0, 0]);
    assert_eq!(counted(None, [Reply::lose_response(), Reply::status(404)]), [2, 0, 0, 1, 0, 1, 0]);
    assert_eq!(counted(None, [refused(), refused(), refused(), refused(), refused()]), [5, 0, 0, 4, 0, 0, 1]);
    assert_eq!(counted(Some(Reply::status(404)), []), [0, 0, 0, 0, 0, 0, 1]);
}

#[test]
fn the_retry_budget_limits_requests_during_an_outage() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::default());
    monitor(&doors).unwrap();
    mock.on(Route::Monitor).always(Reply::status(503));
    let before = count(&mock, Route::Monitor);
    for _ in 0..200 {
        monitor(&doors).unwrap_err();
    }
    // These are 200 first attempts and the 100 retries of a full budget, instead of 1,000 requests.
    assert_eq!(count(&mock, Route::Monitor) - before, 300);

    mock.on(Route::Monitor).clear();
    for _ in 0..5 {
        monitor(&doors).unwrap();
    }
    mock.on(Route::Monitor).respond(503);
    monitor(&doors).unwrap();
}

/// The mock, on which the exchange of the first prediction never ends.
#[derive(Debug)]
struct Silent(MockTransport);

#[async_trait::async_trait]
impl MonitorTransport for Silent {
    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<bytes::Bytes>, TransportError> {
        let exchange = MonitorTransport::exchange(&self.0, request, limits).await;
        match self.0.monitored().is_empty() {
            true => exchange,
            false => std::future::pending().await,
        }
    }

    async fn sleep(&self, duration: Duration) {
        MonitorTransport::sleep(&self.0, duration).await;
    }

    fn now(&self) -> Instant {
        MonitorTransport::now(&self.0)
    }
}

#[test]
fn a_dropped_call_is_counted_and_marks_its_request_as_possibly_delivered() {
    let mock = MockTransport::new();
    let client = Client::builder(Silent(mock.clone())).ignore_environment().token("token").connect();
    let client = block_on(client).unwrap();
    let doors = block_on(client.deployment("doors")).unwrap();
    let request = request();
    {
        let mut monitored = pin!(doors.send(&request));
        assert!(monitored.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!((mock.monitored().len(), client.counters().canceled), (1, 0));
    }
    assert_eq!((client.counters().sent, client.counters().canceled), (1, 1));
    assert!(request.delivery_state().is_possible());
    // A call that was never polled has not begun.
    drop(doors.send(&request));
    assert_eq!(client.counters().canceled, 1);
}
