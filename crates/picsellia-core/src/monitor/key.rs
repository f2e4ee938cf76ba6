use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The name of a prediction, and whether it may have arrived: shared by all clones of its request.
#[derive(Clone, Debug, Default)]
pub(super) struct PredictionKey(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    name: OnceLock<String>,
    delivery_state: DeliveryState,
}

impl PredictionKey {
    pub(super) fn new(key: Option<String>) -> Self {
        Self(Arc::new(Shared {
            name: key.map(OnceLock::from).unwrap_or_default(),
            delivery_state: DeliveryState::default(),
        }))
    }

    pub(super) fn get(&self) -> Option<&str> {
        self.0.name.get().map(String::as_str)
    }

    pub(super) fn get_or_init(&self, new: impl FnOnce() -> String) -> &str {
        self.0.name.get_or_init(new)
    }

    pub(super) fn delivery_state(&self) -> &DeliveryState {
        &self.0.delivery_state
    }
}

/// Whether something may have arrived at the service, in any attempt to send it. Whoever sends it notes that.
///
/// It tells a refusal as "already processed" that is about this very prediction from one that is about another.
#[derive(Debug, Default)]
pub struct DeliveryState(AtomicBool);

impl DeliveryState {
    /// Notes that it arrived, or may have.
    pub fn mark_possibly_delivered(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it may have arrived.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
