//! The contract of a transport, over real sockets, in both forms.

use std::pin::Pin;

use picsellia_core::{Inline, MonitorTransport, Threaded, TransportOptions};
use picsellia_transport_conformance::Subject;
use picsellia_transport_ureq::UreqTransport;

/// A transport that needs no runtime.
struct NoRuntime<T>(T);

impl<T: MonitorTransport> Subject for NoRuntime<T> {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.0
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        pollster::block_on(future);
    }
}

/// On threads.
mod threaded {
    use super::*;

    picsellia_transport_conformance::network_transport!(|options: &TransportOptions| {
        UreqTransport::with_options(options).map(|transport| NoRuntime(Threaded::new(transport)))
    });
}

/// On the thread that polls.
mod inline {
    use super::*;

    picsellia_transport_conformance::network_transport!(|options: &TransportOptions| {
        UreqTransport::with_options(options).map(|transport| NoRuntime(Inline::new(transport)))
    });
    picsellia_transport_conformance::duplex_transport!(|| {
        NoRuntime(Inline::new(UreqTransport::new().expect("a transport")))
    });
}
