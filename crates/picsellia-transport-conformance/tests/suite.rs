//! The suite itself: it lists every case, and it detects transports that break the contract.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportError, TransportErrorKind};
use picsellia_transport_conformance::{
    ANY, DUPLEX, ENVIRONMENT, HttpPeer, OPTIONS, PROXY, SOCKET, Subject, TLS,
};

#[test]
fn every_case_is_listed_and_states_its_rule() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cases");
    for (folder, listed) in [
        ("any", ANY.len()),
        ("duplex", DUPLEX.len()),
        ("environment", ENVIRONMENT.len()),
        ("options", OPTIONS.len()),
        ("proxy", PROXY.len()),
        ("socket", SOCKET.len()),
        ("tls", TLS.len()),
    ] {
        let files = std::fs::read_dir(format!("{root}/{folder}")).expect("the folder of the cases");
        let written = files.map(|file| {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("its text");
            let cases = text.lines().filter(|line| line.starts_with("pub fn ")).count();
            let rules = text.lines().filter(|line| line.starts_with("/// Contract: ")).count();
            assert_eq!(cases, rules, "each case states the rule that it proves: {text}");
            cases
        });
        assert_eq!(written.sum::<usize>(), listed, "cases in {folder}");
    }
}

#[test]
fn the_readme_shows_the_example_that_is_tested() {
    let readme = include_str!("../README.md");
    assert!(readme.contains(include_str!("third_party.rs")), "copy tests/third_party.rs into the README");
}

/// Returns 200 for every request and sends nothing.
#[derive(Debug)]
struct AlwaysOk;

/// Rejects every request as unsendable.
#[derive(Debug)]
struct AlwaysUnsendable;

#[async_trait]
impl MonitorTransport for AlwaysOk {
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
impl MonitorTransport for AlwaysUnsendable {
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

struct Broken<T>(T);

impl<T: MonitorTransport> Subject for Broken<T> {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.0
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        pollster::block_on(future);
    }
}

/// Returns the cases that a broken transport passes.
fn passed(subject: &dyn Subject) -> Vec<&'static str> {
    let passes = |case: &dyn Fn()| catch_unwind(AssertUnwindSafe(case)).is_ok();
    let any = ANY.iter().filter(|(_, case)| passes(&|| case(subject, &HttpPeer::start())));
    let socket = SOCKET.iter().filter(|(_, case)| passes(&|| case(subject, &HttpPeer::start())));
    any.map(|(name, _)| *name).chain(socket.map(|(name, _)| *name)).collect()
}

#[test]
fn a_transport_that_always_returns_200_fails() {
    assert_eq!(passed(&Broken(AlwaysOk)), ["the_clock_never_goes_back"]);
}

#[test]
fn a_transport_that_sends_nothing_fails() {
    assert_eq!(
        passed(&Broken(AlwaysUnsendable)),
        [
            "a_relative_url_cannot_be_sent",
            "an_unsendable_request_shows_no_secret",
            "the_clock_never_goes_back",
            "contradictory_framing_is_unsendable",
            "credentials_in_a_url_are_not_sent",
        ]
    );
}
