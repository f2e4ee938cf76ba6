//! From a request as the seam states it to the bytes that go out, or a reason why not.

use http::header::{CONNECTION, CONTENT_LENGTH, HOST};
use http::uri::{Authority, PathAndQuery, Scheme, Uri};
use http::{HeaderMap, Method};
use picsellia_core::{Body, TransportError, check_framing};

use crate::fault::unsendable;
use crate::proxies::Route;

/// A request that can be sent.
pub(crate) struct Outgoing {
    pub(crate) head: Vec<u8>,
    pub(crate) body: Body,
    /// An answer to `HEAD` has no body.
    pub(crate) is_head: bool,
    /// The request itself asks for the connection to end.
    pub(crate) closes: bool,
}

/// Where a request goes.
pub(crate) struct Target {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
}

impl Target {
    /// The address of the service without any path: what ureq is shown of the request.
    pub(crate) fn root(&self) -> Result<Uri, TransportError> {
        let uri = Uri::builder().scheme(self.scheme.clone()).authority(self.authority.clone());
        let uri = uri.path_and_query(PathAndQuery::from_static("/")).build();
        uri.map_err(|_| unsendable("the URL has no host"))
    }

    pub(crate) fn of(uri: &Uri) -> Result<Self, TransportError> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(unsendable("the URL is relative"));
        };
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(unsendable("the URL is neither of http nor of https"));
        }
        if authority.as_str().contains('@') {
            return Err(unsendable("the URL holds a user or a password"));
        }
        if authority.host().is_empty() {
            return Err(unsendable("the URL has no host"));
        }
        if authority.host().len() != authority.as_str().len() && authority.port_u16().is_none() {
            return Err(unsendable("the port of the URL is not a port"));
        }
        Ok(Self { scheme: scheme.clone(), authority: authority.clone() })
    }
}

impl Outgoing {
    pub(crate) fn new(
        request: &http::Request<Body>,
        target: &Target,
        route: &Route,
    ) -> Result<Self, TransportError> {
        if *request.method() == Method::CONNECT {
            return Err(unsendable("a request of the method CONNECT has no answer of its own"));
        }
        check_framing(request)?;
        Ok(Self {
            head: head(request, target, route)?,
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

fn head(request: &http::Request<Body>, target: &Target, route: &Route) -> Result<Vec<u8>, TransportError> {
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    if !path.is_ascii() {
        return Err(unsendable("the path or the query of the URL is not percent-encoded"));
    }
    let mut head = Vec::with_capacity(512);
    push(&mut head, &[request.method().as_str(), " "]);
    if let Route::Proxy(_) = route
        && target.scheme == Scheme::HTTP
    {
        // RFC 9112, 3.2.2: a proxy is told the whole URL.
        push(&mut head, &["http://", target.authority.as_str()]);
    }
    push(&mut head, &[if path.starts_with('/') { "" } else { "/" }, path, " HTTP/1.1\r\n"]);
    if !request.headers().contains_key(HOST) {
        let host = host(target);
        push(&mut head, &["host: ", host, "\r\n"]);
    }
    if let Route::Proxy(proxy) = route
        && target.scheme == Scheme::HTTP
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

/// The host and, unless it is the one that the scheme implies, the port.
fn host(target: &Target) -> &str {
    let implied = if target.scheme == Scheme::HTTPS { 443 } else { 80 };
    match target.authority.port_u16() {
        Some(port) if port == implied => target.authority.host(),
        _ => target.authority.as_str(),
    }
}

fn push(head: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        head.extend_from_slice(part.as_bytes());
    }
}
