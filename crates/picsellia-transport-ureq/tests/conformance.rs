//! The contract of a transport, over real sockets, in both forms.
// A helper that cannot go on ends the test.
#![allow(clippy::expect_used)]

use std::pin::Pin;

use picsellia_core::{Inline, MonitorTransport, Threaded, TransportOptions};
use picsellia_transport_conformance::Subject;
use picsellia_transport_ureq::UreqTransport;

/// Needs no runtime.
struct OnNothing<T>(T);

impl<T: MonitorTransport> Subject for OnNothing<T> {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.0
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        pollster::block_on(future);
    }
}

fn transport() -> UreqTransport {
    UreqTransport::new().expect("a transport")
}

fn with(options: &TransportOptions) -> UreqTransport {
    UreqTransport::with_options(options).expect("a transport")
}

fn trusting(pem: &str) -> UreqTransport {
    with(&TransportOptions::new().root_certificates(pem))
}

fn through(proxy: &str, pem: &str) -> UreqTransport {
    with(&TransportOptions::new().proxy(proxy).root_certificates(pem))
}

/// On threads.
mod threaded {
    use super::*;

    picsellia_transport_conformance::socket_transport!(|| OnNothing(Threaded::new(transport())));
    picsellia_transport_conformance::tls_transport!(|pem: &str| OnNothing(Threaded::new(trusting(pem))));
    picsellia_transport_conformance::proxied_transport!(|proxy: &str, pem: &str| OnNothing(Threaded::new(
        through(proxy, pem)
    )));
    picsellia_transport_conformance::environment_of_transport!(|| OnNothing(Threaded::new(transport())));
    picsellia_transport_conformance::options_of_transport!(|options: &TransportOptions| OnNothing(
        Threaded::new(with(options))
    ));
}

/// On the thread that polls.
mod inline {
    use super::*;

    picsellia_transport_conformance::socket_transport!(|| OnNothing(Inline::new(transport())));
    picsellia_transport_conformance::tls_transport!(|pem: &str| OnNothing(Inline::new(trusting(pem))));
    picsellia_transport_conformance::proxied_transport!(|proxy: &str, pem: &str| OnNothing(Inline::new(
        through(proxy, pem)
    )));
    picsellia_transport_conformance::environment_of_transport!(|| OnNothing(Inline::new(transport())));
    picsellia_transport_conformance::options_of_transport!(|options: &TransportOptions| OnNothing(
        Inline::new(with(options))
    ));
}
