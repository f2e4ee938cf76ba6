//! What the cases send, and how they look at what came of it.

use std::error::Error as StdError;
use std::fmt::Write;
use std::io::{self, Cursor, Read};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use picsellia_core::{Body, BodySource, RequestLimits, TransportError, TransportErrorKind};

use crate::peer::Peer;

/// Wide enough that no healthy exchange meets it, short enough that a hanging one ends.
pub(crate) fn wide() -> RequestLimits {
    RequestLimits::with_timeout(Duration::from_secs(30))
}

/// The limit of the cases in which the service stalls.
pub(crate) const SHORT: Duration = Duration::from_millis(200);

pub(crate) fn short() -> RequestLimits {
    RequestLimits::with_timeout(SHORT)
}

pub(crate) fn get(url: impl AsRef<str>) -> Request<Body> {
    request(Method::GET, url, Body::empty())
}

pub(crate) fn post(url: impl AsRef<str>, body: impl Into<Vec<u8>>) -> Request<Body> {
    request(Method::POST, url, Body::from(body.into()))
}

pub(crate) fn post_to(peer: &dyn Peer) -> Request<Body> {
    post(peer.origin() + "/conformance", b"{\"latency\":0.257}")
}

pub(crate) fn request(method: Method, url: impl AsRef<str>, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(url.as_ref()).body(body).expect("a request that a case states")
}

pub(crate) fn response(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().status(status).body(body.into()).expect("a response that a case states")
}

/// Bytes whose order matters, so that a loss, a repetition or a swap shows.
pub(crate) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8 ^ (index / 65_536) as u8).collect()
}

/// A source that states a length, and has bytes of [`pattern`]. Without any it cannot even be opened.
pub(crate) struct Source {
    pub(crate) stated: u64,
    pub(crate) has: Option<usize>,
    /// Whether it says that it may have to wait.
    pub(crate) blocks: bool,
}

impl Source {
    /// A body of this many bytes, as it was stated.
    pub(crate) fn body(length: usize, blocks: bool) -> Body {
        Body::from_source(Self { stated: length as u64, has: Some(length), blocks })
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
        let has = self.has.ok_or_else(|| io::Error::other("the source is gone"))?;
        Ok(Box::new(Cursor::new(pattern(has))))
    }
}

/// The error of an exchange that has to fail with this kind.
#[track_caller]
pub(crate) fn fails_with(
    result: Result<Response<Bytes>, TransportError>,
    kind: TransportErrorKind,
) -> TransportError {
    let error = fails(result);
    assert_eq!(error.kind(), kind, "{}", describe(&error));
    error
}

#[track_caller]
pub(crate) fn fails(result: Result<Response<Bytes>, TransportError>) -> TransportError {
    match result {
        Ok(response) => panic!("a response of {} where the exchange has to fail", response.status()),
        Err(error) => error,
    }
}

#[track_caller]
pub(crate) fn succeeds(result: Result<Response<Bytes>, TransportError>) -> Response<Bytes> {
    result.unwrap_or_else(|error| panic!("the exchange has to succeed: {}", describe(&error)))
}

/// All that an error shows, of itself and of whatever caused it.
pub(crate) fn describe(error: &TransportError) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = error.source();
    while let Some(cause) = source {
        writeln!(shown, "{cause}\n{cause:?}\n{cause:#?}").expect("writing to a string");
        source = cause.source();
    }
    shown
}
