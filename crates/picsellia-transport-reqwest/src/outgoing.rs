//! From a request as the seam states it to one that reqwest sends, or a reason why not.

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use picsellia_core::{Body, TransportError, TransportErrorKind};
use reqwest::Url;

use crate::cause::Cause;

pub(crate) fn convert(request: http::Request<Body>) -> Result<reqwest::Request, TransportError> {
    if request.uri().authority().is_some_and(|authority| authority.as_str().contains('@')) {
        // reqwest would turn them into an Authorization header.
        return Err(unsendable("the URL holds a user or a password"));
    }
    check_framing(&request)?;
    let target = request.uri().path_and_query().map(|target| target.as_str().to_owned());
    let announces_nothing =
        request.body().is_empty() && !matches!(*request.method(), Method::GET | Method::HEAD);
    let mut request = reqwest::Request::try_from(request.map(|body| body.to_bytes()))
        .map_err(|error| unsendable_because(&error.without_url()))?;
    if target.as_deref() != Some(&path_and_query(request.url())) {
        // Such as `/a/../b`, which a URL parser resolves.
        return Err(unsendable("the path or the query of the URL is not in normal form"));
    }
    if announces_nothing {
        // hyper leaves it out, except where it knows the method to carry a body.
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(0));
    }
    Ok(request)
}

/// A length that the body does not have would let the service read what follows as another request.
fn check_framing(request: &http::Request<Body>) -> Result<(), TransportError> {
    if request.headers().contains_key(TRANSFER_ENCODING) {
        return Err(unsendable("the request states a Transfer-Encoding"));
    }
    let length = request.body().len().to_string();
    if request.headers().get_all(CONTENT_LENGTH).iter().any(|stated| stated.as_bytes() != length.as_bytes()) {
        return Err(unsendable("the request states a Content-Length that is not its body's"));
    }
    Ok(())
}

fn path_and_query(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn unsendable(reason: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Unsendable).with_source(Cause::message(reason))
}

fn unsendable_because(error: &reqwest::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Unsendable).with_source(Cause::of(error))
}
