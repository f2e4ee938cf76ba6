use std::sync::{Arc, OnceLock};

/// The name of a prediction, shared by all clones of its request.
#[derive(Clone, Debug, Default)]
pub(super) struct PredictionKey(Arc<OnceLock<String>>);

impl PredictionKey {
    pub(super) fn new(key: Option<String>) -> Self {
        Self(Arc::new(key.map(OnceLock::from).unwrap_or_default()))
    }

    pub(super) fn get(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }

    pub(super) fn get_or_init(&self, new: impl FnOnce() -> String) -> &str {
        self.0.get_or_init(new)
    }
}
