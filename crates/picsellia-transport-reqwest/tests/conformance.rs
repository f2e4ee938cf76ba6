//! The contract of a transport, over real sockets.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::pin::Pin;

use picsellia_core::MonitorTransport;
use picsellia_transport_reqwest::{ReqwestTransport, ReqwestTransportBuilder};
use tokio::runtime::{Builder, Runtime};
use transport_conformance::Subject;
use transport_conformance::options::Options;

struct OnTokio {
    transport: ReqwestTransport,
    runtime: Runtime,
}

impl OnTokio {
    fn new() -> Self {
        Self::of(ReqwestTransport::builder())
    }

    fn of(builder: ReqwestTransportBuilder) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { transport: builder.build().expect("a client"), runtime }
    }

    fn with(options: &Options) -> Self {
        let mut builder = ReqwestTransport::builder();
        if let Some(timeout) = options.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(timeout) = options.pool_idle_timeout {
            builder = builder.pool_idle_timeout(timeout);
        }
        if let Some(timeout) = options.response_timeout {
            builder = builder.response_timeout(timeout);
        }
        if let Some(timeout) = options.write_timeout {
            builder = builder.write_timeout(timeout);
        }
        Self::of(builder)
    }

    fn trusting(pem: &str) -> Self {
        Self::of(ReqwestTransport::builder().root_certificates(pem))
    }

    fn through(proxy: &str, pem: &str) -> Self {
        Self::of(ReqwestTransport::builder().proxy(proxy).root_certificates(pem))
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

transport_conformance::socket_transport!(OnTokio::new);
transport_conformance::tls_transport!(OnTokio::trusting);
transport_conformance::proxied_transport!(OnTokio::through);
transport_conformance::environment_of_transport!(OnTokio::new);
transport_conformance::options_of_transport!(OnTokio::with);
