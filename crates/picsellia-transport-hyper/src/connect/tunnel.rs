//! Opens a tunnel through a proxy (RFC 9110, 9.3.6).

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
use crate::error::connect_error;
use crate::prepare::secret_value;

/// Asks the proxy for a tunnel to `origin`. Returns a stream that leads there.
pub(super) async fn open(
    stream: Box<dyn Stream>,
    proxy: &Proxy,
    origin: &Origin,
) -> Result<Box<dyn Stream>, TransportError> {
    let failed = |reason: &str| TransportError::because(TransportErrorKind::Connect, reason);
    let address = origin.host_and_port();
    let uri: Uri = address.parse().map_err(|_| failed("invalid host in the URL"))?;
    let mut request = Request::connect(uri).header(HOST, &address);
    if let Some(authorization) = proxy.authorization() {
        request = request.header(PROXY_AUTHORIZATION, secret_value(authorization.expose())?);
    }
    let request = request.body(EmptyBody).map_err(|error| connect_error(&error))?;

    let hyper_failed = |error: hyper::Error| connect_error(&error);
    let (mut sender, mut driver) = http1::handshake(TokioIo::new(stream)).await.map_err(hyper_failed)?;
    // Unconstrained, because the driver can end and the response arrive in one poll, and both have
    // to be seen.
    let mut response = pin!(unconstrained(sender.send_request(request)));
    let response = poll_fn(|context| {
        // hyper reports how the driver ended through the response.
        let ended = driver.poll_without_shutdown(context).is_ready();
        match response.as_mut().poll(context) {
            Poll::Pending if ended => Poll::Ready(None),
            polled => polled.map(Some),
        }
    });
    let Some(response) = response.await else { return Err(failed("the proxy closed the connection")) };
    let status = response.map_err(hyper_failed)?.status();
    if !status.is_success() {
        return Err(failed(&format!("the proxy refused the tunnel: status {}", status.as_u16())));
    }
    let parts = driver.into_parts();
    if !parts.read_buf.is_empty() {
        return Err(failed("the proxy sent data before the service could"));
    }
    Ok(parts.io.into_inner())
}

/// The body of the `CONNECT` request.
struct EmptyBody;

impl http_body::Body for EmptyBody {
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
