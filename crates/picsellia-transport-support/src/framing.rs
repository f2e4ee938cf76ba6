use http::Request;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use picsellia_core::{Body, TransportError, TransportErrorKind};

/// Rejects a request whose headers contradict its body.
///
/// If the stated length differed from the body, the service would read the rest as another request.
///
/// # Errors
///
/// Returns [`Unsendable`](TransportErrorKind::Unsendable) if the request has a `Transfer-Encoding`,
/// or a `Content-Length` that differs from [`Body::len`].
pub fn check_framing(request: &Request<Body>) -> Result<(), TransportError> {
    let unsendable = |reason| Err(TransportError::because(TransportErrorKind::Unsendable, reason));
    if request.headers().contains_key(TRANSFER_ENCODING) {
        return unsendable("the request has a Transfer-Encoding header");
    }
    let length = request.body().len().to_string();
    if request.headers().get_all(CONTENT_LENGTH).iter().any(|stated| stated.as_bytes() != length.as_bytes()) {
        return unsendable("the Content-Length of the request differs from the length of its body");
    }
    Ok(())
}
