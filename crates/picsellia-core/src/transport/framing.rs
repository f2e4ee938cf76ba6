use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};

use super::{Body, TransportError, TransportErrorKind};

/// For transports: refuses a request whose headers contradict its body. With a length that the body does not have, the
/// service would read what follows as another request.
///
/// # Errors
///
/// [`Unsendable`](TransportErrorKind::Unsendable), where the request states a `Transfer-Encoding`, or a
/// `Content-Length` other than [`Body::len`].
pub fn check_framing(request: &http::Request<Body>) -> Result<(), TransportError> {
    let unsendable = |reason| Err(TransportError::because(TransportErrorKind::Unsendable, reason));
    if request.headers().contains_key(TRANSFER_ENCODING) {
        return unsendable("the request states a Transfer-Encoding");
    }
    let length = request.body().len().to_string();
    if request.headers().get_all(CONTENT_LENGTH).iter().any(|stated| stated.as_bytes() != length.as_bytes()) {
        return unsendable("the request states a Content-Length that is not its body's");
    }
    Ok(())
}
