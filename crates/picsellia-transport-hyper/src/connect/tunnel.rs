//! Through a proxy to the service (RFC 9110, 9.3.6).

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::{Request, Uri};
use http_body::Frame;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::routing::{Origin, Proxy};
use tokio::task::unconstrained;

use crate::connection::Stream;
use crate::fault::unconnected;
use crate::outgoing::secret_value;

/// Asks the proxy for a way to `target`. The stream that comes back leads there.
pub(super) async fn open(
    stream: Box<dyn Stream>,
    proxy: &Proxy,
    target: &Origin,
) -> Result<Box<dyn Stream>, TransportError> {
    let refused = |reason: &str| TransportError::because(TransportErrorKind::Connect, reason);
    let place = target.host_and_port();
    let to: Uri = place.parse().map_err(|_| refused("the URL has no host"))?;
    let mut request = Request::connect(to).header(HOST, &place);
    if let Some(authorization) = proxy.authorization() {
        request = request.header(PROXY_AUTHORIZATION, secret_value(authorization.expose())?);
    }
    let request = request.body(Nothing).map_err(|error| unconnected(&error))?;

    let failed = |error: hyper::Error| unconnected(&error);
    let (mut sender, mut driver) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    // Unconstrained: the end of the driver and the response come at once, and both have to be seen.
    let mut answered = pin!(unconstrained(sender.send_request(request)));
    let response = poll_fn(|context| {
        // How it ends is told to the response.
        let ended = driver.poll_without_shutdown(context).is_ready();
        match answered.as_mut().poll(context) {
            Poll::Pending if ended => Poll::Ready(None),
            polled => polled.map(Some),
        }
    });
    let Some(response) = response.await else { return Err(refused("the proxy ended the connection")) };
    let status = response.map_err(failed)?.status();
    if !status.is_success() {
        return Err(refused(&format!("the proxy refused with status {}", status.as_u16())));
    }
    let parts = driver.into_parts();
    if !parts.read_buf.is_empty() {
        return Err(refused("the proxy spoke before the service could"));
    }
    Ok(parts.io.into_inner())
}

/// No body at all.
struct Nothing;

impl http_body::Body for Nothing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}
