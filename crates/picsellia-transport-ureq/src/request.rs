//! Converts a request into one that ureq sends as given.

use std::io::{self, Read};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderName, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method, Request, Version};
use picsellia_core::{Body, BodyPieces, TransportError, TransportErrorKind};
use picsellia_transport_support::check_framing;
use picsellia_transport_support::routing::{Origin, Route};

use crate::error::unsendable;
use crate::handover;

/// The largest header. ureq writes each header whole into its buffer, which is larger than this.
const MAX_HEADER: usize = 512 * 1024;

/// Validates a request and completes its headers.
///
/// What ureq would reject or change is rejected here, before a connection is opened.
pub(crate) fn prepare(
    request: Request<Body>,
    target: &Origin,
    route: &Route,
) -> Result<(Request<()>, Body), TransportError> {
    if *request.method() == Method::CONNECT {
        return Err(unsendable("the method CONNECT is not supported"));
    }
    if !request.uri().path_and_query().is_none_or(|path| path.as_str().is_ascii()) {
        return Err(unsendable("the path or the query of the URL is not percent-encoded"));
    }
    check_framing(&request)?;
    let (mut parts, body) = request.into_parts();
    parts.version = Version::HTTP_11;
    if !parts.headers.contains_key(HOST) {
        parts.headers.insert(HOST, value(target.host_header())?);
    }
    if let Route::Proxy(proxy) = route
        && !target.is_https()
        && let Some(credentials) = proxy.authorization()
    {
        parts.headers.insert(PROXY_AUTHORIZATION, value(credentials.expose())?);
    }
    let announces_nothing = body.is_empty() && matches!(parts.method, Method::GET | Method::HEAD);
    if !announces_nothing {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    check_headers(&parts.headers)?;
    Ok((Request::from_parts(parts, ()), body))
}

fn value(text: &str) -> Result<HeaderValue, TransportError> {
    HeaderValue::try_from(text).map_err(|_| unsendable("the host is not a valid header value"))
}

fn check_headers(headers: &HeaderMap) -> Result<(), TransportError> {
    let is_text = |name: HeaderName| headers.get(name).is_none_or(|value| value.to_str().is_ok());
    if headers.get_all(HOST).iter().count() > 1 {
        return Err(unsendable("the request has more than one Host header"));
    }
    if !is_text(HOST) || !is_text(AUTHORIZATION) {
        return Err(unsendable("the Host or Authorization header is not ASCII text"));
    }
    // The other four bytes are the colon, a space and the end of the line.
    if headers.iter().any(|(name, value)| name.as_str().len() + value.len() + 4 > MAX_HEADER) {
        return Err(unsendable("a header is larger than 512 KiB"));
    }
    Ok(())
}

/// A body as ureq reads it. Its errors are [`BodyUnreadable`](TransportErrorKind::BodyUnreadable).
///
/// It does not fill the buffer of ureq. The connection takes each piece from [`handover`].
pub(crate) struct BodyReader {
    /// What is left of the current piece.
    piece: Bytes,
    pieces: BodyPieces,
}

impl BodyReader {
    pub(crate) fn open(body: &Body) -> Result<Self, TransportError> {
        let pieces = body.pieces().map_err(|error| unreadable(&error))?;
        Ok(Self { piece: Bytes::new(), pieces })
    }
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty()
            && let Some(piece) = self.pieces.next()
        {
            self.piece = piece.map_err(|error| io::Error::other(unreadable(&error)))?;
        }
        let count = self.piece.len().min(buffer.len());
        handover::put(self.piece.split_to(count));
        Ok(count)
    }
}

impl Drop for BodyReader {
    fn drop(&mut self) {
        handover::clear();
    }
}

fn unreadable(error: &io::Error) -> TransportError {
    TransportError::caused_by(TransportErrorKind::BodyUnreadable, error)
}
