//! One request, one response.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use picsellia_core::{TransportError, TransportErrorKind};
use picsellia_transport_support::{PartialResponse, StallTimeouts};

use crate::fault;
use crate::outflow::Outflow;
use crate::outgoing::Outgoing;
use crate::stall::Progress;

/// Leaves what comes of the response in `received`, so that whoever stops this keeps it.
pub(crate) async fn exchange(
    client: &reqwest::Client,
    request: Outgoing,
    patience: StallTimeouts,
    max_response_bytes: usize,
    received: &mut Option<PartialResponse>,
) -> Result<(), TransportError> {
    let url = request.request.url().clone();
    let sent = send(client, request, patience).await?;
    let mut response = sent.map_err(|error| fault::before_response(error, url.scheme() == "https"))?;
    if response.url() != &url {
        return Err(fault::redirected());
    }
    read(received.insert(PartialResponse::new(head(&mut response))), response, max_response_bytes).await
}

/// Takes the head; the body stays to be read.
fn head(response: &mut reqwest::Response) -> http::Response<()> {
    let mut head = http::Response::new(());
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    head
}

/// Reads the body to its end, holding at most `limit` bytes.
async fn read(
    incoming: &mut PartialResponse,
    mut response: reqwest::Response,
    limit: usize,
) -> Result<(), TransportError> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(TransportError::new(TransportErrorKind::ResponseTooLarge));
    }
    while let Some(chunk) = response.chunk().await.map_err(fault::within_response)? {
        incoming.push(&chunk, limit)?;
    }
    Ok(())
}

async fn send(
    client: &reqwest::Client,
    outgoing: Outgoing,
    patience: StallTimeouts,
) -> Result<reqwest::Result<reqwest::Response>, TransportError> {
    let Outgoing { mut request, body } = outgoing;
    let progress = Progress::new(!body.is_empty());
    // A body without bytes would go out in chunks, if its frames had to tell that there are none.
    *request.body_mut() = Some(match body.is_empty() {
        true => reqwest::Body::default(),
        false => reqwest::Body::wrap(Outflow::new(&body, progress.clone())),
    });
    let mut answered = pin!(client.execute(request));
    let mut stalled = pin!(progress.stalls(patience));
    poll_fn(|context| {
        if let Poll::Ready(answered) = answered.as_mut().poll(context) {
            return Poll::Ready(Ok(answered));
        }
        stalled.as_mut().poll(context).map(|stall| Err(stall.into()))
    })
    .await
}
