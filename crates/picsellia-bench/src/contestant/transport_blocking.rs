use http::Request;
use picsellia_core::{BlockingMonitorTransport, RequestLimits};
use picsellia_transport_ureq::UreqTransport;

use super::Contestant;
use super::content::Content;
use super::threads::{BlockingClient, InThreads};
use super::transport_async::head;
use crate::Failure;

struct Transport {
    transport: UreqTransport,
    head: Request<()>,
    content: Content,
}

pub(super) fn connect(port: u16, content: Content, in_flight: usize) -> Result<impl Contestant, Failure> {
    let client = Transport { transport: UreqTransport::new()?, head: head(port)?, content };
    Ok(InThreads { client, in_flight })
}

impl BlockingClient for Transport {
    fn send(&self) -> Result<(), Failure> {
        let body = self.content.body()?;
        let request = self.head.clone().map(|()| body);
        let limits = RequestLimits::default();
        let response = BlockingMonitorTransport::exchange(&self.transport, request, limits)?;
        super::check_accepted(response.status())
    }
}
