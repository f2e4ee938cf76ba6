//! The contract of a transport, over real sockets.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::pin::Pin;

use picsellia_core::{MonitorTransport, TransportOptions};
use picsellia_transport_conformance::Subject;
use picsellia_transport_reqwest::ReqwestTransport;
use tokio::runtime::{Builder, Runtime};

struct OnTokio {
    transport: ReqwestTransport,
    runtime: Runtime,
}

impl OnTokio {
    fn new() -> Self {
        Self::with(&TransportOptions::new())
    }

    fn with(options: &TransportOptions) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { transport: ReqwestTransport::with_options(options).expect("a client"), runtime }
    }

    fn trusting(pem: &str) -> Self {
        Self::with(&TransportOptions::new().root_certificates(pem))
    }

    fn through(proxy: &str, pem: &str) -> Self {
        Self::with(&TransportOptions::new().proxy(proxy).root_certificates(pem))
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

picsellia_transport_conformance::socket_transport!(OnTokio::new);
picsellia_transport_conformance::tls_transport!(OnTokio::trusting);
picsellia_transport_conformance::proxied_transport!(OnTokio::through);
picsellia_transport_conformance::environment_of_transport!(OnTokio::new);
picsellia_transport_conformance::options_of_transport!(OnTokio::with);
