use picsellia_core::MonitorTransport;
use picsellia_deploy::{Client, Deployment};

use super::Contestant;
use super::tasks::{AsyncClient, Tasks};
use crate::Failure;
use crate::sample::Sample;
use crate::sink::NAME;

struct Facade {
    deployment: Deployment,
    sample: Sample,
}

pub(super) fn connect(
    port: u16,
    sample: Sample,
    tasks: Tasks,
    transport: impl MonitorTransport + 'static,
) -> Result<impl Contestant, Failure> {
    let deployment = tasks.block_on(async {
        let client = Client::builder(transport).host(format!("http://127.0.0.1:{port}")).token("bench");
        Ok::<_, Failure>(client.connect().await?.deployment(NAME).await?)
    })?;
    Ok(tasks.with(Facade { deployment, sample }))
}

impl AsyncClient for Facade {
    async fn send(&self) -> Result<(), Failure> {
        self.deployment.send(&self.sample.request()?).await?;
        Ok(())
    }
}
