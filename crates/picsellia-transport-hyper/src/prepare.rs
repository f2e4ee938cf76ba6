//! Prepares a request for hyper, or says why it cannot be sent.

use http::header::{CONTENT_LENGTH, HOST, HeaderValue, PROXY_AUTHORIZATION};
use http::{Method, Request, Uri, Version, request};
use picsellia_core::{Body, TransportError};
use picsellia_transport_support::check_framing;
use picsellia_transport_support::routing::{Origin, Route};

use crate::error::unsendable;

/// Returns the head of a request as it is written to the connection, and the body.
pub(crate) fn prepare(
    request: Request<Body>,
    origin: &Origin,
    route: &Route,
) -> Result<(request::Parts, Body), TransportError> {
    if *request.method() == Method::CONNECT {
        return Err(unsendable("the method CONNECT is not supported"));
    }
    check_framing(&request)?;
    let (mut head, body) = request.into_parts();
    let Some(path) = head.uri.path_and_query().filter(|path| path.as_str().is_ascii()) else {
        return Err(unsendable("the path or the query of the URL is not percent-encoded"));
    };
    match route {
        // RFC 9112, 3.2.2: a proxy gets the whole URL.
        Route::Proxy(proxy) if !origin.is_https() => {
            if let Some(authorization) = proxy.authorization() {
                head.headers.insert(PROXY_AUTHORIZATION, secret_value(authorization.expose())?);
            }
        }
        Route::Direct | Route::Proxy(_) => head.uri = Uri::from(path.clone()),
    }
    head.version = Version::HTTP_11;
    if !head.headers.contains_key(HOST) {
        let host = HeaderValue::from_str(origin.host_header());
        head.headers.insert(HOST, host.map_err(|_| unsendable("invalid host in the URL"))?);
    }
    if body.is_empty() && !matches!(head.method, Method::GET | Method::HEAD) {
        // hyper omits it, except for methods that it knows to carry a body.
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    Ok((head, body))
}

/// Creates a header value that `Debug` does not show.
pub(crate) fn secret_value(value: &str) -> Result<HeaderValue, TransportError> {
    let value = HeaderValue::from_str(value);
    let mut value = value.map_err(|_| unsendable("invalid credentials in the URL of the proxy"))?;
    value.set_sensitive(true);
    Ok(value)
}
