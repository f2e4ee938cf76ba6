//! Builds what the cases send, and checks what they receive.

use std::error::Error as StdError;
use std::fmt::Write;
use std::io::{self, Cursor, Read};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use picsellia_core::{Body, BodySource, RequestLimits, TransportError, TransportErrorKind};

use crate::peer::{Peer, Reply};
use crate::subject::{Subject, exchange};

/// Returns limits that no healthy exchange reaches, and that end a hanging one.
pub(in crate::cases) fn wide() -> RequestLimits {
    RequestLimits::with_timeout(Duration::from_secs(30))
}

/// The timeout of cases in which the service stalls.
pub(in crate::cases) const SHORT: Duration = Duration::from_millis(200);

/// Returns limits for cases in which the service stalls, and the kind of the error does not matter.
pub(in crate::cases) fn short() -> RequestLimits {
    RequestLimits::with_timeout(SHORT)
}

pub(in crate::cases) fn get(url: impl AsRef<str>) -> Request<Body> {
    request(Method::GET, url, Body::empty())
}

pub(in crate::cases) fn post(url: impl AsRef<str>, body: impl Into<Vec<u8>>) -> Request<Body> {
    request(Method::POST, url, Body::from(body.into()))
}

pub(in crate::cases) fn post_to(peer: &dyn Peer) -> Request<Body> {
    post(peer.origin() + "/conformance", b"{\"latency\":0.257}")
}

pub(in crate::cases) fn request(method: Method, url: impl AsRef<str>, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(url.as_ref()).body(body).expect("a valid request")
}

pub(in crate::cases) fn response(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().status(status).body(body.into()).expect("a valid response")
}

/// Returns bytes in which a loss, a repetition or a swap is visible.
pub(in crate::cases) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8 ^ (index / 65_536) as u8).collect()
}

/// A source of the bytes of [`pattern`]. Its actual length can differ from the one that it states.
pub(in crate::cases) struct Source {
    pub(in crate::cases) stated: u64,
    /// `None` if it cannot be opened.
    pub(in crate::cases) actual: Option<usize>,
    /// Whether reading it can block.
    pub(in crate::cases) blocks: bool,
}

impl Source {
    /// Returns a body of this many bytes, as stated.
    pub(in crate::cases) fn body(length: usize, blocks: bool) -> Body {
        Body::from_source(Self { stated: length as u64, actual: Some(length), blocks })
    }
}

impl BodySource for Source {
    fn len(&self) -> u64 {
        self.stated
    }

    fn blocks(&self) -> bool {
        self.blocks
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let actual = self.actual.ok_or_else(|| io::Error::other("the source is gone"))?;
        Ok(Box::new(Cursor::new(pattern(actual))))
    }
}

/// Returns the error of an exchange that has to fail with this kind.
#[track_caller]
pub(in crate::cases) fn fails_with(
    result: Result<Response<Bytes>, TransportError>,
    kind: TransportErrorKind,
) -> TransportError {
    let error = fails(result);
    assert_eq!(error.kind(), kind, "{}", describe(&error));
    error
}

/// Returns the error of an exchange that has to fail.
#[track_caller]
pub(in crate::cases) fn fails(result: Result<Response<Bytes>, TransportError>) -> TransportError {
    match result {
        Ok(response) => panic!("expected an error, received a response with status {}", response.status()),
        Err(error) => error,
    }
}

/// Returns the response of an exchange that has to succeed.
#[track_caller]
pub(in crate::cases) fn succeeds(result: Result<Response<Bytes>, TransportError>) -> Response<Bytes> {
    result.unwrap_or_else(|error| panic!("expected a response: {}", describe(&error)))
}

/// Returns everything that an error and its causes show.
pub(in crate::cases) fn describe(error: &TransportError) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = error.source();
    while let Some(cause) = source {
        writeln!(shown, "{cause}\n{cause:?}\n{cause:#?}").expect("writing to a string");
        source = cause.source();
    }
    shown
}

/// How an exchange with a service that never responds ended.
pub(in crate::cases) struct Stalled {
    pub(in crate::cases) error: TransportError,
    /// The time limit of the exchange.
    pub(in crate::cases) limit: Duration,
    /// How long the exchange took, on the transport's clock.
    pub(in crate::cases) elapsed: Duration,
}

/// Sends requests to a peer that never responds, until one fails with a timeout.
#[track_caller]
pub(in crate::cases) fn times_out(
    subject: &dyn Subject,
    peer: &dyn Peer,
    request: impl Fn() -> Request<Body>,
) -> Stalled {
    let mut last = None;
    // On a busy machine, the first limits can pass while the transport still connects.
    for limit in [SHORT, 10 * SHORT, 100 * SHORT] {
        peer.script(vec![Reply::Stalled]);
        let began = subject.transport().now();
        let error = fails(exchange(subject, request(), RequestLimits::with_timeout(limit)));
        let stalled = Stalled { error, limit, elapsed: subject.transport().now() - began };
        if stalled.error.kind() == TransportErrorKind::Timeout {
            return stalled;
        }
        last = Some(stalled.error);
    }
    panic!("expected a timeout: {}", last.as_ref().map(describe).unwrap_or_default());
}

/// Appears in every place of a request or a response that can contain a secret.
pub(in crate::cases) const MARKER: &str = "s3cr3t";

/// Returns a request with the marker in its path, its query, its headers and its body.
pub(in crate::cases) fn secret_request(origin: &str) -> Request<Body> {
    let url = format!("{origin}/{MARKER}-path?{MARKER}-name={MARKER}-value");
    let mut request = post(url, format!("{MARKER} in the body"));
    for name in ["authorization", "cookie", "x-other"] {
        request.headers_mut().insert(name, format!("Bearer {MARKER}").parse().expect("a header value"));
    }
    request
}

/// Checks that a text does not contain the marker.
#[track_caller]
pub(in crate::cases) fn shows_no_secret(shown: &str) {
    assert!(!shown.contains(MARKER), "a secret is shown: {shown}");
}
