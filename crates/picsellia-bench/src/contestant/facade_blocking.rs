use picsellia_deploy::blocking::{Client, Deployment};
use picsellia_transport_ureq::UreqTransport;

use super::Contestant;
use super::threads::{BlockingClient, InThreads};
use crate::Failure;
use crate::sample::Sample;
use crate::sink::NAME;

struct Facade {
    deployment: Deployment,
    sample: Sample,
}

pub(super) fn connect(port: u16, sample: Sample, in_flight: usize) -> Result<impl Contestant, Failure> {
    let client =
        Client::builder(UreqTransport::new()?).host(format!("http://127.0.0.1:{port}")).token("bench");
    let deployment = client.connect()?.deployment(NAME)?;
    Ok(InThreads { client: Facade { deployment, sample }, in_flight })
}

impl BlockingClient for Facade {
    fn send(&self) -> Result<(), Failure> {
        self.deployment.send(&self.sample.request()?)?;
        Ok(())
    }
}
