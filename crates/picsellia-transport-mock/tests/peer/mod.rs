//! A mock as the peer of a conformance case.

use std::pin::Pin;

use picsellia_core::{MonitorTransport, TransportErrorKind};
use picsellia_transport_conformance as conformance;
use picsellia_transport_mock::{MockTransport, Reply, Route, block_on};

/// A subject that needs no async runtime.
pub(crate) struct OnNothing<T>(pub(crate) T);

impl<T: MonitorTransport> conformance::Subject for OnNothing<T> {
    fn transport(&self) -> &dyn MonitorTransport {
        &self.0
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        block_on(future);
    }
}

/// The mock is its own peer: its scripted replies are the behavior of the service.
pub(crate) struct Scripted(pub(crate) MockTransport);

impl conformance::Peer for Scripted {
    fn script(&self, replies: Vec<conformance::Reply>) {
        for reply in replies {
            self.0.on(Route::Other).then(match reply {
                conformance::Reply::Whole(response) => response.into(),
                conformance::Reply::Cut(part) => Reply::from(part).truncated(),
                conformance::Reply::Lost => Reply::lose_response(),
                conformance::Reply::Garbage => Reply::fail(TransportErrorKind::Malformed),
                conformance::Reply::Stalled => Reply::stall(),
                other => panic!("the mock has no {other:?}"),
            });
        }
    }

    fn origin(&self) -> String {
        "https://picsellia.test".to_owned()
    }

    fn requests(&self) -> Vec<conformance::RecordedRequest> {
        let requests = self.0.requests();
        let recorded = requests.iter().map(|request| conformance::RecordedRequest {
            method: request.method().to_string(),
            target: request.target().to_owned(),
            headers: request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
            body: request.body().clone(),
        });
        recorded.collect()
    }
}
