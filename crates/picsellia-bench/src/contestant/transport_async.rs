use http::{Request, header};
use picsellia_core::{MonitorTransport, RequestLimits};

use super::Contestant;
use super::content::Content;
use super::tasks::{AsyncClient, Tasks};
use crate::Failure;

/// Creates a request like that of the facade, without its body.
pub(super) fn head(port: u16) -> Result<Request<()>, Failure> {
    Ok(Request::post(super::url(port))
        .header("idempotency-key", "0190f7a0-0000-7000-8000-000000000004")
        .header(header::USER_AGENT, "bench")
        .header(header::AUTHORIZATION, "Bearer bench")
        .body(())?)
}

struct Transport<T> {
    transport: T,
    head: Request<()>,
    content: Content,
}

pub(super) fn connect(
    port: u16,
    content: Content,
    tasks: Tasks,
    transport: impl MonitorTransport + 'static,
) -> Result<impl Contestant, Failure> {
    Ok(tasks.with(Transport { transport, head: head(port)?, content }))
}

impl<T: MonitorTransport + 'static> AsyncClient for Transport<T> {
    async fn send(&self) -> Result<(), Failure> {
        let body = self.content.body()?;
        let response =
            self.transport.exchange(self.head.clone().map(|()| body), RequestLimits::default()).await?;
        super::check_accepted(response.status())
    }
}
