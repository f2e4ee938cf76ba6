use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The key of a prediction, and whether it may have been delivered. All clones of a request share
/// both.
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

/// Whether a service may have accepted a prediction, in any attempt to send it.
///
/// A service that knows the `Idempotency-Key` of a request may refuse it as already processed
/// (status 409). If an earlier attempt may have been accepted, that refusal means that the
/// prediction is stored. If no attempt can have been accepted, another prediction has the same key,
/// and the refusal is an error.
#[derive(Debug, Default)]
pub struct DeliveryState(AtomicBool);

impl DeliveryState {
    /// Records that the service accepted the prediction, or may have.
    pub fn mark_possibly_delivered(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns whether the service may have accepted the prediction.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
