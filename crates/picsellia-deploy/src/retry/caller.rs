use std::sync::Arc;

use picsellia_core::{BodyBuffers, MonitorTransport};

use super::budget::Budget;
use crate::observe::Observer;

/// Makes calls. Clones share the transport, the retry budget, the counters and the body buffers.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) transport: Arc<dyn MonitorTransport>,
    pub(crate) observer: Arc<Observer>,
    pub(super) budget: Arc<Budget>,
    /// The buffers of bodies that were sent, for the next ones.
    pub(crate) buffers: BodyBuffers,
}

impl Caller {
    pub(crate) fn new(transport: Arc<dyn MonitorTransport>) -> Self {
        Self { transport, observer: Arc::default(), budget: Arc::default(), buffers: BodyBuffers::new() }
    }
}
