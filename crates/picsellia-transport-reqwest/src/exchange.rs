//! One request, one answer.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use picsellia_core::TransportError;
use picsellia_tokio::Patience;

use crate::fault;
use crate::incoming::Incoming;
use crate::outflow::Outflow;
use crate::outgoing::Outgoing;
use crate::stall::Progress;

/// Leaves what comes of the answer in `answer`, so that whoever stops this keeps it.
pub(crate) async fn exchange(
    client: &reqwest::Client,
    request: Outgoing,
    patience: Patience,
    max_answer_bytes: usize,
    answer: &mut Option<Incoming>,
) -> Result<(), TransportError> {
    let url = request.request.url().clone();
    let sent = send(client, request, patience).await?;
    let mut response = sent.map_err(|error| fault::before_answer(error, url.scheme() == "https"))?;
    if response.url() != &url {
        return Err(fault::redirected());
    }
    let incoming = answer.insert(Incoming::new(&mut response));
    incoming.read(response, max_answer_bytes).await
}

async fn send(
    client: &reqwest::Client,
    outgoing: Outgoing,
    patience: Patience,
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
