//! The contract of a transport, over real sockets.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::pin::Pin;

use picsellia_core::MonitorTransport;
use picsellia_transport_reqwest::ReqwestTransport;
use tokio::runtime::{Builder, Runtime};
use transport_conformance::{Subject, socket_transport};

struct OnTokio {
    transport: ReqwestTransport,
    runtime: Runtime,
}

impl OnTokio {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { transport: ReqwestTransport::new().expect("a client"), runtime }
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

socket_transport!(OnTokio::new);
