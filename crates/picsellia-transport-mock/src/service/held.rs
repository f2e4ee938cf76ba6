use picsellia_core::PredictionId;
use serde_json::Value;

use crate::id;
use crate::monitored::Monitored;

/// A stored prediction and its later changes.
pub(super) struct Held {
    pub(super) monitored: Monitored,
    /// The key of a shadow that was added later.
    pub(super) shadow_key: Option<String>,
    pub(super) reviews: Vec<Value>,
    pub(super) deleted: bool,
}

impl Held {
    pub(super) fn new(monitored: Monitored) -> Self {
        Self { monitored, shadow_key: None, reviews: Vec::new(), deleted: false }
    }

    /// Returns the id of its `Data`. `None` if the image is not stored.
    pub(super) fn data_id(&self) -> Option<String> {
        let request = &self.monitored.request;
        let is_stored = request.sample() != Some(false) || request.cloud_image().is_some();
        is_stored.then(|| id_of("data", &self.monitored.id))
    }

    /// Returns the id of the predicted asset. `None` once it is deleted.
    pub(super) fn asset_id(&self) -> Option<String> {
        (self.data_id().is_some() && !self.deleted).then(|| id_of("predicted asset", &self.monitored.id))
    }

    pub(super) fn object_name(&self) -> String {
        let request = &self.monitored.request;
        match (request.cloud_image(), request.upload_dir()) {
            (Some((_, object_name)), _) => object_name.to_owned(),
            (None, Some(dir)) => format!("{dir}/{}/{}", self.monitored.id, request.filename()),
            (None, None) => format!("{}/{}", self.monitored.id, request.filename()),
        }
    }
}

fn id_of(kind: &str, prediction: &PredictionId) -> String {
    id::of(kind, prediction.as_str()).to_string()
}
