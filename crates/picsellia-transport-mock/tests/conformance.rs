//! The conformance suite of transports, on the mock.

mod peer;

use peer::{OnNothing, Scripted};
use picsellia_transport_mock::MockTransport;

picsellia_transport_conformance::any_transport!(|| {
    let mock = MockTransport::new();
    (OnNothing(mock.clone()), Scripted(mock))
});
