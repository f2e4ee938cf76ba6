//! From a request as the seam states it to the bytes that go out, or a reason why not.

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST};
use http::uri::{PathAndQuery, Scheme, Uri};
use http::{HeaderMap, Method};
use picsellia_core::{Body, TransportError, check_framing};
use picsellia_transport_support::routing::{Origin, Route};

use crate::fault::unsendable;

/// A request that can be sent.
pub(crate) struct Outgoing {
    pub(crate) head: Bytes,
    pub(crate) body: Body,
    /// A response to `HEAD` has no body.
    pub(crate) is_head: bool,
    /// The request itself asks for the connection to end.
    pub(crate) closes: bool,
}

/// The address of the service without any path: what ureq is shown of a request.
pub(crate) fn root(target: &Origin) -> Result<Uri, TransportError> {
    let scheme = if target.is_https() { Scheme::HTTPS } else { Scheme::HTTP };
    let uri = Uri::builder().scheme(scheme).authority(target.authority().clone());
    let uri = uri.path_and_query(PathAndQuery::from_static("/")).build();
    uri.map_err(|_| unsendable("the URL has no host"))
}

impl Outgoing {
    pub(crate) fn new(
        request: &http::Request<Body>,
        target: &Origin,
        route: &Route,
    ) -> Result<Self, TransportError> {
        if *request.method() == Method::CONNECT {
            return Err(unsendable("a request of the method CONNECT has no response of its own"));
        }
        check_framing(request)?;
        Ok(Self {
            head: head(request, target, route)?.into(),
            body: request.body().clone(),
            is_head: *request.method() == Method::HEAD,
            closes: has_token(request.headers(), CONNECTION.as_str(), "close"),
        })
    }
}

/// Whether one of the values of a header that holds a list names `token`.
pub(crate) fn has_token(headers: &HeaderMap, name: &str, token: &str) -> bool {
    let values = headers.get_all(name).iter();
    values
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .any(|item| item.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

fn head(request: &http::Request<Body>, target: &Origin, route: &Route) -> Result<Vec<u8>, TransportError> {
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    if !path.is_ascii() {
        return Err(unsendable("the path or the query of the URL is not percent-encoded"));
    }
    let mut head = Vec::with_capacity(512);
    push(&mut head, &[request.method().as_str(), " "]);
    if let Route::Proxy(_) = route
        && !target.is_https()
    {
        // RFC 9112, 3.2.2: a proxy is told the whole URL.
        push(&mut head, &["http://", target.authority().as_str()]);
    }
    push(&mut head, &[if path.starts_with('/') { "" } else { "/" }, path, " HTTP/1.1\r\n"]);
    if !request.headers().contains_key(HOST) {
        push(&mut head, &["host: ", target.host_header(), "\r\n"]);
    }
    if let Route::Proxy(proxy) = route
        && !target.is_https()
        && let Some(credentials) = proxy.authorization()
    {
        push(&mut head, &["proxy-authorization: ", credentials.expose(), "\r\n"]);
    }
    for (name, value) in request.headers() {
        push(&mut head, &[name.as_str(), ": "]);
        head.extend_from_slice(value.as_bytes());
        push(&mut head, &["\r\n"]);
    }
    let announces_nothing =
        request.body().is_empty() && matches!(*request.method(), Method::GET | Method::HEAD);
    if !announces_nothing && !request.headers().contains_key(CONTENT_LENGTH) {
        push(&mut head, &["content-length: ", &request.body().len().to_string(), "\r\n"]);
    }
    push(&mut head, &["\r\n"]);
    Ok(head)
}

fn push(head: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        head.extend_from_slice(part.as_bytes());
    }
}
