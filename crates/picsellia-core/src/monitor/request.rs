use bytes::Bytes;
use serde_json::{Map, Value};

use super::key::{DeliveryState, PredictionKey};
use super::shadow::check_type;
use super::{LegacyModels, RequestDetails, Shadow};
use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::image::{Connector, Content, ContentType, Encoded, SettledImage};
use crate::number::{Seconds, Timestamp};
use crate::prediction::Prediction;
use crate::problem::{InvalidInput, settle_under};

/// A prediction with its image and its details, validated and ready to be sent.
///
/// ```
/// use std::time::Duration;
/// use picsellia_core::{BBox, DetectionPrediction, Image, ImageSize, MonitorRequest};
///
/// # let png = b"\x89PNG\r\n\x1a\n".to_vec();
/// let image = Image::from_bytes("door.png", png).with_size(ImageSize { width: 600, height: 800 });
/// let door = BBox::tlbr(128, 200, 159, 240)?;
/// let champion = DetectionPrediction::builder().object(1, 0.9, door).build()?;
/// let door = BBox::tlbr(129, 198, 160, 241)?;
/// let candidate = DetectionPrediction::builder().object(1, 0.8, door).build()?;
///
/// let request = MonitorRequest::builder(image, Duration::from_millis(257), champion)
///     .shadow(Duration::from_millis(101), candidate)
///     .source("camera-1")
///     .tag("night")
///     .build()?;
/// assert_eq!(request.source(), Some("camera-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Requests are equal if their bodies are. The [`repairs`](Self::repairs) and the
/// [`idempotency_key`](Self::idempotency_key) are not part of the body and do not count. So a
/// request is equal to the one that is decoded from its bytes, unless its image is
/// [streamed](crate::Image::stream) from a file.
#[derive(Clone, Debug)]
pub struct MonitorRequest {
    pub(super) image: SettledImage,
    pub(super) latency: Seconds,
    pub(super) prediction: Prediction,
    pub(super) shadow: Option<Shadow>,
    pub(super) details: RequestDetails,
    /// The policy that the request was validated under.
    pub(super) geometry: GeometryPolicy,
    pub(super) key: PredictionKey,
    pub(super) repairs: Vec<Repair>,
}

impl PartialEq for MonitorRequest {
    fn eq(&self, other: &Self) -> bool {
        let Self { image, latency, prediction, shadow, details, geometry: _, key: _, repairs: _ } = self;
        *image == other.image
            && *latency == other.latency
            && *prediction == other.prediction
            && *shadow == other.shadow
            && *details == other.details
    }
}

impl MonitorRequest {
    /// Returns the file name under which the image is stored.
    #[must_use]
    pub fn filename(&self) -> &str {
        &self.image.filename
    }

    /// Returns the encoded bytes of the image, if it is sent along and in memory.
    #[must_use]
    pub fn image(&self) -> Option<&Bytes> {
        match &self.image.content {
            Content::Encoded(Encoded::Bytes(bytes)) => Some(bytes),
            Content::Encoded(Encoded::File(_)) | Content::Cloud { .. } => None,
        }
    }

    /// Returns the storage and the name of the image, if it is already stored.
    #[must_use]
    pub fn cloud_image(&self) -> Option<(&Connector, &str)> {
        match &self.image.content {
            Content::Encoded(_) => None,
            Content::Cloud { connector, object_name } => Some((connector, object_name)),
        }
    }

    /// Returns the type of the image.
    #[must_use]
    pub fn content_type(&self) -> ContentType {
        self.image.content_type
    }

    /// Returns the size of the image, in pixels.
    #[must_use]
    pub fn size(&self) -> ImageSize {
        self.image.size
    }

    /// Returns how long the model took.
    #[must_use]
    pub fn latency(&self) -> Seconds {
        self.latency
    }

    /// Returns the champion model's prediction.
    #[must_use]
    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }

    /// Returns the shadow model's prediction.
    #[must_use]
    pub fn shadow(&self) -> Option<&Shadow> {
        self.shadow.as_ref()
    }

    /// Returns everything that the request says besides its image, latency and predictions.
    #[must_use]
    pub fn details(&self) -> &RequestDetails {
        &self.details
    }

    /// Returns the data source. The service defaults to `serving`.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.details.source.as_deref()
    }

    /// Returns the names of the tags.
    #[must_use]
    pub fn tags(&self) -> Option<&[String]> {
        self.details.tags.as_deref()
    }

    /// Returns the time of the prediction. The service defaults to the time of reception.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.details.timestamp
    }

    /// Returns the metadata under the platform's keys.
    #[must_use]
    pub fn metadata(&self) -> Option<&Map<String, Value>> {
        self.details.metadata.as_ref()
    }

    /// Returns the metadata under the user's own keys.
    #[must_use]
    pub fn custom_metadata(&self) -> Option<&Map<String, Value>> {
        self.details.custom_metadata.as_ref()
    }

    /// Returns the prefix of the object's name in a private storage.
    #[must_use]
    pub fn upload_dir(&self) -> Option<&str> {
        self.details.upload_dir.as_deref()
    }

    /// Returns whether the image is stored: always, never, or by the deployment's sample rate.
    #[must_use]
    pub fn sample(&self) -> Option<bool> {
        self.details.sample
    }

    /// Returns the user's own measurements.
    #[must_use]
    pub fn custom_metrics(&self) -> Option<&Map<String, Value>> {
        self.details.custom_metrics.as_ref()
    }

    /// Returns the model versions that are sent for services older than 6.7.
    #[must_use]
    pub fn legacy_models(&self) -> Option<&LegacyModels> {
        self.details.legacy_models.as_ref()
    }

    /// Returns the key that identifies this prediction in every attempt to send it. It was set, or
    /// created when the request was first sent. Clones are the same prediction and share the key.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.key.get()
    }

    /// Returns the key of this prediction, and first sets it to `new()` if there is none yet.
    pub fn get_or_set_idempotency_key(&self, new: impl FnOnce() -> String) -> &str {
        self.key.get_or_init(new)
    }

    /// Returns whether the service may have accepted this prediction already. Clones share the
    /// state.
    ///
    /// A program that keeps its own record of what it sends, across restarts for example, calls
    /// [`mark_possibly_delivered`](DeliveryState::mark_possibly_delivered) before it sends a
    /// prediction again under the same key. If the service then reports the key as already
    /// processed, the call succeeds.
    #[must_use]
    pub fn delivery_state(&self) -> &DeliveryState {
        self.key.delivery_state()
    }

    /// Returns what the geometry policy changed: shapes that were repaired, and objects that were
    /// dropped.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }
}

impl Shadow {
    /// Creates the shadow of a request that has been sent without one.
    ///
    /// The shadow is validated against the request's image, under the request's geometry policy,
    /// and must be of the champion's type.
    ///
    /// ```
    /// use std::time::Duration;
    /// use picsellia_core::{BBox, DetectionPrediction, Image, ImageSize, MonitorRequest, Shadow};
    ///
    /// # let png = b"\x89PNG\r\n\x1a\n".to_vec();
    /// let size = ImageSize { width: 600, height: 800 };
    /// let image = Image::from_bytes("door.png", png).with_size(size);
    /// let door = BBox::tlbr(128, 200, 159, 240)?;
    /// let champion = DetectionPrediction::builder().object(1, 0.9, door).build()?;
    /// let request =
    ///     MonitorRequest::builder(image, Duration::from_millis(257), champion).build()?;
    ///
    /// // Later, when the candidate has finished:
    /// let door = BBox::tlbr(129, 198, 160, 241)?;
    /// let candidate = DetectionPrediction::builder().object(1, 0.8, door).build()?;
    /// let shadow = Shadow::for_request(&request, Duration::from_millis(1020), candidate)?;
    /// assert_eq!(shadow.prediction().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with every problem that
    /// [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build) would find.
    pub fn for_request(
        request: &MonitorRequest,
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
    ) -> Result<Self, InvalidInput> {
        let (latency, prediction) = (latency.into(), prediction.into());
        let mut problems = Vec::new();
        check_type(request.prediction.inference_type(), &prediction, &mut problems);
        let shadow =
            Self::validated(latency, prediction, request.image.size, request.geometry, &mut problems);
        settle_under(request.geometry, shadow, problems)
    }
}
