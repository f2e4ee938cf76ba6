use http::{Request, header};
use picsellia_core::{Body, ExchangeLimits, MonitorTransport as _};
use picsellia_transport_reqwest::ReqwestTransport;

use super::Contestant;
use super::tasks::{AsyncClient, Tasks};
use crate::Failure;
use crate::sample::Sample;

/// The body that a transport is given.
pub(super) enum Content {
    Prebuilt(Body),
    Building(Sample),
}

impl Content {
    pub(super) fn body(&self) -> Result<Body, Failure> {
        Ok(match self {
            Self::Prebuilt(body) => body.clone(),
            Self::Building(sample) => sample.request()?.encode(),
        })
    }
}

/// A request as the facade makes it, still without its body.
pub(super) fn head(port: u16) -> Result<Request<()>, Failure> {
    Ok(Request::post(super::url(port))
        .header("idempotency-key", "0190f7a0-0000-7000-8000-000000000004")
        .header(header::USER_AGENT, "bench")
        .header(header::AUTHORIZATION, "Bearer bench")
        .body(())?)
}

struct Transport {
    transport: ReqwestTransport,
    head: Request<()>,
    content: Content,
}

fn connect(port: u16, content: Content, tasks: Tasks) -> Result<impl Contestant, Failure> {
    Ok(tasks.with(Transport { transport: ReqwestTransport::new()?, head: head(port)?, content }))
}

pub(super) fn prebuilt(port: u16, sample: &Sample, tasks: Tasks) -> Result<impl Contestant + use<>, Failure> {
    connect(port, Content::Prebuilt(sample.request()?.encode()), tasks)
}

pub(super) fn building(port: u16, sample: Sample, tasks: Tasks) -> Result<impl Contestant, Failure> {
    connect(port, Content::Building(sample), tasks)
}

impl AsyncClient for Transport {
    async fn send(&self) -> Result<(), Failure> {
        let body = self.content.body()?;
        let answer =
            self.transport.exchange(self.head.clone().map(|()| body), ExchangeLimits::default()).await?;
        super::check_accepted(answer.status())
    }
}
