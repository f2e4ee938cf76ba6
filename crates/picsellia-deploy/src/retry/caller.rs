use std::sync::Arc;

use picsellia_core::MonitorTransport;

use super::budget::Budget;
use crate::observe::Observer;

/// Makes calls. Clones share the transport, the retry budget and the counters.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) transport: Arc<dyn MonitorTransport>,
    pub(crate) observer: Arc<Observer>,
    pub(super) budget: Arc<Budget>,
}

impl Caller {
    pub(crate) fn new(transport: Arc<dyn MonitorTransport>) -> Self {
        Self { transport, observer: Arc::default(), budget: Arc::default() }
    }
}
