use http::Request;
use picsellia_core::{BlockingMonitorTransport, ExchangeLimits};
use picsellia_transport_ureq::UreqTransport;

use super::Contestant;
use super::threads::{BlockingClient, InThreads};
use super::transport_async::{Content, head};
use crate::Failure;
use crate::sample::Sample;

struct Transport {
    transport: UreqTransport,
    head: Request<()>,
    content: Content,
}

fn connect(port: u16, content: Content, in_flight: usize) -> Result<impl Contestant, Failure> {
    let client = Transport { transport: UreqTransport::new()?, head: head(port)?, content };
    Ok(InThreads { client, in_flight })
}

pub(super) fn prebuilt(
    port: u16,
    sample: &Sample,
    in_flight: usize,
) -> Result<impl Contestant + use<>, Failure> {
    connect(port, Content::Prebuilt(sample.request()?.encode()), in_flight)
}

pub(super) fn building(port: u16, sample: Sample, in_flight: usize) -> Result<impl Contestant, Failure> {
    connect(port, Content::Building(sample), in_flight)
}

impl BlockingClient for Transport {
    fn send(&self) -> Result<(), Failure> {
        let body = self.content.body()?;
        let request = self.head.clone().map(|()| body);
        let limits = ExchangeLimits::default();
        let answer = BlockingMonitorTransport::exchange(&self.transport, request, limits)?;
        super::check_accepted(answer.status())
    }
}
