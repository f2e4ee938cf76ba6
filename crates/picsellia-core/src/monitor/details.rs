use serde_json::{Map, Value};

use crate::number::Timestamp;

/// What a request may say besides its image, its latency and its predictions.
///
/// Every field is optional. A field that is `None` is not sent, and the service then uses its
/// default. Fields have the same names in the body, except the legacy models.
///
/// ```
/// use picsellia_core::{DetectionPrediction, Image, ImageSize, MonitorRequest, RequestDetails};
///
/// // What every frame of a camera has in common:
/// let mut details = RequestDetails::default();
/// details.source = Some("camera-1".to_owned());
/// details.tags = Some(vec!["night".to_owned()]);
///
/// # let png = b"\x89PNG\r\n\x1a\n".to_vec();
/// let image = Image::from_bytes("door.png", png).with_size(ImageSize { width: 600, height: 800 });
/// let nothing = DetectionPrediction::builder().build()?;
/// let request =
///     MonitorRequest::builder(image, 0.257, nothing).details(details).tag("door").build()?;
/// assert_eq!(request.source(), Some("camera-1"));
/// assert_eq!(request.tags().unwrap(), ["night", "door"]);
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RequestDetails {
    /// The data source, such as the name of a camera. The service defaults to `serving`.
    pub source: Option<String>,
    /// The names of the tags. An empty list is sent as one, as the official SDK does.
    pub tags: Option<Vec<String>>,
    /// The metadata under the keys that the platform knows, such as those of the camera and its
    /// position.
    pub metadata: Option<Map<String, Value>>,
    /// The metadata under the user's own keys.
    pub custom_metadata: Option<Map<String, Value>>,
    /// The time of the prediction. The service defaults to the time of reception.
    pub timestamp: Option<Timestamp>,
    /// The prefix of the object's name, for private storages.
    pub upload_dir: Option<String>,
    /// Whether the image is stored: always (`true`) or never (`false`). The service defaults to the
    /// deployment's sample rate. Metrics are computed in all cases.
    pub sample: Option<bool>,
    /// The user's own measurements on this prediction.
    pub custom_metrics: Option<Map<String, Value>>,
    /// **Legacy**: the ids of the model versions, for services older than 6.7: `model`,
    /// `shadow_model` and `model_type` in the body.
    pub legacy_models: Option<LegacyModels>,
}

/// The ids of the model versions, which services older than 6.7 expect with each prediction.
///
/// Newer services use the models that are set on the deployment and ignore these ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyModels {
    pub(super) champion: String,
    pub(super) shadow: Option<String>,
}

impl LegacyModels {
    /// Takes the id (a UUID) of the champion's model version: `model_version` of the Python SDK.
    pub fn new(champion: impl Into<String>) -> Self {
        Self { champion: champion.into(), shadow: None }
    }

    /// Sets the id of the shadow's model version: `shadow_model_version` of the Python SDK.
    #[must_use]
    pub fn with_shadow(self, shadow: impl Into<String>) -> Self {
        Self { shadow: Some(shadow.into()), ..self }
    }

    /// Returns the id of the champion's model version.
    #[must_use]
    pub fn champion(&self) -> &str {
        &self.champion
    }

    /// Returns the id of the shadow's model version.
    #[must_use]
    pub fn shadow(&self) -> Option<&str> {
        self.shadow.as_deref()
    }
}
