//! One exchange: sends the request and receives the response.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::PartialResponse;

use crate::client::ConfiguredClient;
use crate::error;
use crate::prepare::Prepared;
use crate::progress::Progress;
use crate::proxies;
use crate::request_body::RequestBody;

/// Carries out an exchange. What is received of the response goes to `received`, even if the
/// exchange fails or is dropped.
pub(crate) async fn exchange(
    client: &ConfiguredClient,
    request: Prepared,
    max_response_bytes: usize,
    received: &mut Option<PartialResponse>,
) -> Result<(), TransportError> {
    let url = request.head.url().clone();
    let result = send(client, request).await?;
    let mut response = result
        .map_err(|error| error::before_response(error, &url, &proxies::route(&client.proxies, &url)))?;
    if response.url() != &url {
        return Err(error::redirected());
    }
    let partial = received.insert(PartialResponse::new(take_head(&mut response)));
    receive_body(partial, response, max_response_bytes).await
}

/// Takes the head of a response, and leaves its body to be read.
fn take_head(response: &mut reqwest::Response) -> http::Response<()> {
    let mut head = http::Response::new(());
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    head
}

async fn receive_body(
    partial: &mut PartialResponse,
    mut response: reqwest::Response,
    limit: usize,
) -> Result<(), TransportError> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(TransportError::new(TransportErrorKind::ResponseTooLarge));
    }
    while let Some(chunk) = response.chunk().await.map_err(error::within_response)? {
        partial.push(&chunk, limit)?;
    }
    Ok(())
}

async fn send(
    client: &ConfiguredClient,
    request: Prepared,
) -> Result<reqwest::Result<reqwest::Response>, TransportError> {
    let Prepared { mut head, body } = request;
    let progress = Progress::new(!body.is_empty());
    // An empty body is none at all: as a stream it would be sent in chunks.
    *head.body_mut() = Some(match body.is_empty() {
        true => reqwest::Body::default(),
        false => reqwest::Body::wrap(RequestBody::new(&body, progress.clone())),
    });
    let mut response = pin!(client.inner.execute(head));
    let mut stall = pin!(progress.stall(client.stall_timeouts));
    poll_fn(|context| {
        if let Poll::Ready(response) = response.as_mut().poll(context) {
            return Poll::Ready(Ok(response));
        }
        stall.as_mut().poll(context).map(|timeout| Err(timeout.into()))
    })
    .await
}
