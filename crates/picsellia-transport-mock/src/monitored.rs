use picsellia_core::{MonitorRequest, PredictionId};

/// A prediction that the service holds.
#[derive(Clone, Debug)]
pub struct Monitored {
    pub(crate) id: PredictionId,
    pub(crate) deployment_id: String,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) request: MonitorRequest,
}

impl Monitored {
    /// The id that the service gave it.
    #[must_use]
    pub fn id(&self) -> &PredictionId {
        &self.id
    }

    /// The deployment that it was sent to.
    #[must_use]
    pub fn deployment_id(&self) -> &str {
        &self.deployment_id
    }

    /// The `Idempotency-Key` that it came with.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// What was sent, decoded.
    #[must_use]
    pub fn request(&self) -> &MonitorRequest {
        &self.request
    }
}
