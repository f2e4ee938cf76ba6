//! Many concurrent calls share one login.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use async_lock::Barrier;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::join_all;
use picsellia_deploy::transport::{MonitorTransport, RequestLimits, TransportError};
use picsellia_deploy::{Client, Deployment, ErrorKind, RetryPolicy};
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};
use serde_json::json;

use crate::support::{TOKEN, count, request};

const CALLS: usize = 1000;

/// The mock, on which the first predictions get their responses when all of them have been sent.
#[derive(Debug)]
struct Gathering {
    mock: MockTransport,
    all_sent: Arc<Barrier>,
}

#[async_trait]
impl MonitorTransport for Gathering {
    async fn exchange(
        &self,
        request: http::Request<picsellia_deploy::transport::Body>,
        limits: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let is_first = request.uri().path().ends_with("/predictions")
            && request.headers().get("authorization").is_some_and(|value| value == "Bearer jwt-old");
        let is_login = request.uri().path().ends_with("/login");
        let response = self.mock.exchange(request, limits).await;
        if is_first {
            self.all_sent.wait().await;
        }
        if is_login {
            yield_once().await;
        }
        response
    }

    async fn sleep(&self, duration: Duration) {
        self.mock.sleep(duration).await;
    }

    fn now(&self) -> Instant {
        self.mock.now()
    }
}

/// Yields once, so that other calls run while a login is in progress.
async fn yield_once() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn doors(mock: &MockTransport) -> Deployment {
    let transport = Gathering { mock: mock.clone(), all_sent: Arc::new(Barrier::new(CALLS)) };
    let client =
        Client::builder(transport).ignore_environment().token(TOKEN).retry_policy(RetryPolicy::never());
    block_on(async { client.connect().await.unwrap().deployment("doors").await.unwrap() })
}

#[test]
fn a_thousand_calls_that_meet_an_expired_session_cause_one_login() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    let login = |jwt: &str| Reply::json(200, json!({ "jwt": jwt, "expires": 3600 }));
    mock.on(Route::Login).then(login("jwt-old")).then(login("jwt-new"));
    (0..CALLS).fold(mock.on(Route::Monitor), |script, _| {
        script.respond_json(401, json!({ "message": "expired", "expired": true }))
    });

    let requests: Vec<_> = (0..CALLS).map(|_| request()).collect();
    let outcomes = block_on(join_all(requests.iter().map(|request| doors.send(request))));
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(count(&mock, Route::Login), 2, "the first login, and one for all refused calls");
    assert_eq!(count(&mock, Route::Monitor), 2 * CALLS);
    assert_eq!(mock.monitored().len(), CALLS);
}

#[test]
fn a_failed_login_fails_all_calls_that_waited_for_it() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    let login = Reply::json(200, json!({ "jwt": "jwt-old", "expires": 3600 }));
    mock.on(Route::Login).then(login).always(Reply::status(403));
    (0..CALLS).fold(mock.on(Route::Monitor), |script, _| script.respond(401));
    let requests: Vec<_> = (0..CALLS).map(|_| request()).collect();
    let outcomes = block_on(join_all(requests.iter().map(|request| doors.send(request))));
    for outcome in outcomes {
        assert!(matches!(outcome.unwrap_err().kind(), ErrorKind::Authentication(_)));
    }
    assert_eq!(count(&mock, Route::Login), 2);
}
