//! From a request as the seam states it to one that hyper sends, or a reason why not.

use http::header::{CONTENT_LENGTH, HOST, HeaderValue, PROXY_AUTHORIZATION};
use http::{Method, Request, Uri, Version, request};
use picsellia_core::{Body, TransportError, check_framing};
use picsellia_transport_support::routing::{Origin, Route};

use crate::fault::unsendable;

/// The head of a request as it goes over the wire, and its body.
pub(crate) fn convert(
    request: Request<Body>,
    target: &Origin,
    route: &Route,
) -> Result<(request::Parts, Body), TransportError> {
    if *request.method() == Method::CONNECT {
        return Err(unsendable("a request of the method CONNECT has no response of its own"));
    }
    check_framing(&request)?;
    let (mut head, body) = request.into_parts();
    let Some(path) = head.uri.path_and_query().filter(|path| path.as_str().is_ascii()) else {
        return Err(unsendable("the path or the query of the URL is not percent-encoded"));
    };
    match route {
        // RFC 9112, 3.2.2: a proxy is told the whole URL.
        Route::Proxy(proxy) if !target.is_https() => {
            if let Some(credentials) = proxy.authorization() {
                head.headers.insert(PROXY_AUTHORIZATION, secret_value(credentials.expose())?);
            }
        }
        Route::Direct | Route::Proxy(_) => head.uri = Uri::from(path.clone()),
    }
    head.version = Version::HTTP_11;
    if !head.headers.contains_key(HOST) {
        let host = HeaderValue::from_str(target.host_header());
        head.headers.insert(HOST, host.map_err(|_| unsendable("the URL has no host"))?);
    }
    if body.is_empty() && !matches!(head.method, Method::GET | Method::HEAD) {
        // hyper leaves it out, except where it knows the method to carry a body.
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    Ok((head, body))
}

/// The value of a header that nothing shows.
pub(crate) fn secret_value(value: &str) -> Result<HeaderValue, TransportError> {
    let value = HeaderValue::from_str(value);
    let mut value = value.map_err(|_| unsendable("the credentials of the proxy cannot be a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
