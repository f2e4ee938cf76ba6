//! The contract of a transport, over real sockets.
// A helper that cannot continue ends the test.
#![allow(clippy::expect_used)]

use std::pin::Pin;

use picsellia_core::{BuildError, MonitorTransport, TransportOptions};
use picsellia_transport_conformance::Subject;
use picsellia_transport_hyper::HyperTransport;
use tokio::runtime::{Builder, Runtime};

struct OnTokio {
    transport: HyperTransport,
    runtime: Runtime,
}

impl OnTokio {
    fn with_options(options: &TransportOptions) -> Result<Self, BuildError> {
        let transport = HyperTransport::with_options(options)?;
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        Ok(Self { transport, runtime })
    }

    fn new() -> Self {
        Self::with_options(&TransportOptions::new()).expect("a transport")
    }
}

impl Subject for OnTokio {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.transport
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        self.runtime.block_on(future);
    }
}

picsellia_transport_conformance::network_transport!(OnTokio::with_options);
picsellia_transport_conformance::duplex_transport!(OnTokio::new);
