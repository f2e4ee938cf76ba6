//! The suite itself: it lists every case, and it notices a transport that lies.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportError, TransportErrorKind};
use picsellia_transport_conformance::{ANY, ENVIRONMENT, HttpPeer, OPTIONS, PROXY, SOCKET, Subject, TLS};

#[test]
fn every_case_is_listed() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cases");
    for (folder, listed) in [
        ("any", ANY.len()),
        ("environment", ENVIRONMENT.len()),
        ("options", OPTIONS.len()),
        ("proxy", PROXY.len()),
        ("socket", SOCKET.len()),
        ("tls", TLS.len()),
    ] {
        let files = std::fs::read_dir(format!("{root}/{folder}")).expect("the folder of the cases");
        let written = files.map(|file| {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("its text");
            text.lines().filter(|line| line.starts_with("pub fn ")).count()
        });
        assert_eq!(written.sum::<usize>(), listed, "cases in {folder}");
    }
}

/// Responses every request with 200, and sends none.
#[derive(Debug)]
struct Cheerful;

/// Fails every request as not sent.
#[derive(Debug)]
struct Gloomy;

#[async_trait]
impl MonitorTransport for Cheerful {
    async fn exchange(
        &self,
        _: http::Request<Body>,
        _: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Ok(http::Response::new(Bytes::from_static(b"{}")))
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> Instant {
        Instant::now()
    }
}

#[async_trait]
impl MonitorTransport for Gloomy {
    async fn exchange(
        &self,
        _: http::Request<Body>,
        _: RequestLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::new(TransportErrorKind::Unsendable))
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> Instant {
        Instant::now()
    }
}

struct Liar<T>(T);

impl<T: MonitorTransport> Subject for Liar<T> {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.0
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        pollster::block_on(future);
    }
}

/// The cases that a transport passes although it lies.
fn passed(subject: &dyn Subject) -> Vec<&'static str> {
    let passes = |case: &dyn Fn()| catch_unwind(AssertUnwindSafe(case)).is_ok();
    let any = ANY.iter().filter(|(_, case)| passes(&|| case(subject, &HttpPeer::start())));
    let socket = SOCKET.iter().filter(|(_, case)| passes(&|| case(subject, &HttpPeer::start())));
    any.map(|(name, _)| *name).chain(socket.map(|(name, _)| *name)).collect()
}

#[test]
fn a_transport_that_only_says_yes_fails() {
    assert_eq!(passed(&Liar(Cheerful)), ["the_clock_never_goes_back"]);
}

#[test]
fn a_transport_that_sends_nothing_fails() {
    assert_eq!(
        passed(&Liar(Gloomy)),
        [
            "a_relative_url_cannot_be_sent",
            "an_unsendable_request_shows_nothing_secret",
            "the_clock_never_goes_back",
            "a_contradicted_length_is_not_sent",
            "credentials_in_a_url_are_not_sent",
        ]
    );
}
