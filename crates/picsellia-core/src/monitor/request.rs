use bytes::Bytes;
use serde_json::{Map, Value};

use super::builder::check_latency;
use super::key::{DeliveryState, PredictionKey};
use super::{MonitorRequestBuilder, decode, encode};
use crate::DecodeError;
use crate::geometry::{GeometryPolicy, ImageSize, Repair};
use crate::image::{Connector, Content, ContentType, Encoded, ImageSource, SettledImage};
use crate::number::{Seconds, Timestamp};
use crate::prediction::{InferenceType, Prediction};
use crate::problem::{InvalidInput, Problem, Problems, settle_under};
use crate::transport::Body;

/// A prediction with its image and all that is said about it, judged and ready to be sent.
///
/// ```
/// use std::time::Duration;
/// use picsellia_core::{BBox, DetectionPrediction, Image, ImageSize, MonitorRequest};
///
/// # let png = b"\x89PNG\r\n\x1a\n".to_vec();
/// let image = Image::from_bytes("door.png", png).with_size(ImageSize { width: 600, height: 800 });
/// let champion = DetectionPrediction::builder().object(1, 0.9, BBox::tlbr(128, 200, 159, 240)?).build()?;
/// let candidate = DetectionPrediction::builder().object(1, 0.8, BBox::tlbr(129, 198, 160, 241)?).build()?;
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
/// Requests are equal if their bodies say the same. What is not in the body does not count: what was repaired on the way
/// ([`repairs`](Self::repairs)) and the name ([`idempotency_key`](Self::idempotency_key)). So a request equals what is
/// decoded of its bytes, unless its image is [streamed](crate::Image::stream) from a file.
#[derive(Clone, Debug)]
pub struct MonitorRequest {
    pub(super) image: SettledImage,
    pub(super) latency: Seconds,
    pub(super) prediction: Prediction,
    pub(super) options: Options,
    pub(super) key: PredictionKey,
    pub(super) repairs: Vec<Repair>,
}

impl PartialEq for MonitorRequest {
    fn eq(&self, other: &Self) -> bool {
        let Self { image, latency, prediction, options, key: _, repairs: _ } = self;
        *image == other.image
            && *latency == other.latency
            && *prediction == other.prediction
            && *options == other.options
    }
}

/// What a request may say besides its prediction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Options {
    pub(super) source: Option<String>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) metadata: Option<Map<String, Value>>,
    pub(super) custom_metadata: Option<Map<String, Value>>,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) upload_dir: Option<String>,
    pub(super) shadow: Option<Shadow>,
    pub(super) sample: Option<bool>,
    pub(super) custom_metrics: Option<Map<String, Value>>,
    pub(super) legacy_models: Option<LegacyModels>,
}

/// What the shadow model said of the same image.
#[derive(Clone, Debug, PartialEq)]
pub struct Shadow {
    pub(super) latency: Seconds,
    pub(super) prediction: Prediction,
}

impl Shadow {
    /// A shadow prediction for one that is stored already, judged on an image of this size. One that goes along with
    /// its champion's is given to [`MonitorRequestBuilder::shadow`].
    ///
    /// # Errors
    ///
    /// [`InvalidInput`] with every problem, as [`MonitorRequestBuilder::build`] finds them.
    pub fn new(
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
        size: ImageSize,
        policy: GeometryPolicy,
    ) -> Result<Self, InvalidInput> {
        let mut shadow = Self { latency: latency.into(), prediction: prediction.into() };
        let mut problems = Vec::new();
        shadow.judge(size, policy, &mut problems, &mut Vec::new());
        settle_under(policy, shadow, problems)
    }

    /// The body that adds it to a stored prediction.
    #[must_use]
    pub fn encode(&self) -> Body {
        encode::shadow(self)
    }

    /// Notes what is wrong with it, and repairs it where the policy says so.
    pub(super) fn judge(
        &mut self,
        size: ImageSize,
        policy: GeometryPolicy,
        found: &mut Vec<Problem>,
        repairs: &mut Vec<Repair>,
    ) {
        let mut problems = Problems::under("", found);
        check_latency("shadow_latency", self.latency, policy, &mut problems);
        let mut problems = Problems::under("shadow_raw_predictions.", found);
        self.prediction.judge(size, policy, &mut problems, repairs);
    }

    /// How long the shadow model took.
    #[must_use]
    pub fn latency(&self) -> Seconds {
        self.latency
    }

    /// Its prediction.
    #[must_use]
    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }
}

/// The ids of the model versions, which services older than 6.7 expect with each prediction. Newer ones use the
/// models that are set on the deployment and ignore these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyModels {
    pub(super) champion: String,
    pub(super) shadow: Option<String>,
}

impl LegacyModels {
    /// The id (a UUID) of the champion's model version: `model_version` of the Python SDK.
    pub fn new(champion: impl Into<String>) -> Self {
        Self { champion: champion.into(), shadow: None }
    }

    /// The id of the shadow's model version: `shadow_model_version` of the Python SDK.
    #[must_use]
    pub fn with_shadow(self, shadow: impl Into<String>) -> Self {
        Self { shadow: Some(shadow.into()), ..self }
    }
}

impl MonitorRequest {
    /// Starts a request with what every prediction has: the image (an [`Image`](crate::Image) that is sent along, or a
    /// [`CloudImage`](crate::CloudImage) that is in the deployment's storage already), how long the model took (a
    /// [`Duration`](std::time::Duration), or seconds), and what it found.
    #[must_use]
    pub fn builder(
        image: impl Into<ImageSource>,
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
    ) -> MonitorRequestBuilder {
        MonitorRequestBuilder::new(image.into(), latency.into(), prediction.into())
    }

    /// The body of the request: JSON, with the image in base64, written into one buffer that never grows. An image that
    /// stays in its file, or is larger than 3 MiB, is encoded each time the body is sent.
    #[must_use]
    pub fn encode(&self) -> Body {
        encode::body(self)
    }

    /// Reads the body of a request, from this or any other SDK. Shapes are taken as they are.
    ///
    /// A body does not name the type of its prediction: it is told by the shapes that are there. A list of masks
    /// that is empty could be that of two types, and is taken for a segmentation.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] with the path of the field that cannot be read.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        decode::body(body, None)
    }

    /// Reads the body of a request whose predictions are known to be of this type.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode), and where the body has no shapes of this type.
    pub fn decode_as(body: &[u8], inference_type: InferenceType) -> Result<Self, DecodeError> {
        decode::body(body, Some(inference_type))
    }

    /// The file name that the Data will have.
    #[must_use]
    pub fn filename(&self) -> &str {
        &self.image.filename
    }

    /// The encoded bytes of the image, if it is sent along and in memory.
    #[must_use]
    pub fn image(&self) -> Option<&Bytes> {
        match &self.image.content {
            Content::Encoded(Encoded::Bytes(bytes)) => Some(bytes),
            Content::Encoded(Encoded::File(_)) | Content::Cloud { .. } => None,
        }
    }

    /// The storage and the name of the image, if it is there already.
    #[must_use]
    pub fn cloud_image(&self) -> Option<(&Connector, &str)> {
        match &self.image.content {
            Content::Encoded(_) => None,
            Content::Cloud { connector, object_name } => Some((connector, object_name)),
        }
    }

    /// The type of the image.
    #[must_use]
    pub fn content_type(&self) -> ContentType {
        self.image.content_type
    }

    /// The size of the image, in pixels.
    #[must_use]
    pub fn size(&self) -> ImageSize {
        self.image.size
    }

    /// How long the model took.
    #[must_use]
    pub fn latency(&self) -> Seconds {
        self.latency
    }

    /// What the champion model found.
    #[must_use]
    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }

    /// What the shadow model found.
    #[must_use]
    pub fn shadow(&self) -> Option<&Shadow> {
        self.options.shadow.as_ref()
    }

    /// The data source; without one the service uses `serving`.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.options.source.as_deref()
    }

    /// The names of the tags that the Data will have.
    #[must_use]
    pub fn tags(&self) -> Option<&[String]> {
        self.options.tags.as_deref()
    }

    /// When the prediction was made; without it the service takes the time of reception.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.options.timestamp
    }

    /// The metadata of the Data.
    #[must_use]
    pub fn metadata(&self) -> Option<&Map<String, Value>> {
        self.options.metadata.as_ref()
    }

    /// The metadata of the Data under keys of the user's own.
    #[must_use]
    pub fn custom_metadata(&self) -> Option<&Map<String, Value>> {
        self.options.custom_metadata.as_ref()
    }

    /// The prefix of the object's name in a private storage.
    #[must_use]
    pub fn upload_dir(&self) -> Option<&str> {
        self.options.upload_dir.as_deref()
    }

    /// Whether the image is stored: always, never, or as the deployment's sample rate has it.
    #[must_use]
    pub fn sample(&self) -> Option<bool> {
        self.options.sample
    }

    /// Measurements of the user's own.
    #[must_use]
    pub fn custom_metrics(&self) -> Option<&Map<String, Value>> {
        self.options.custom_metrics.as_ref()
    }

    /// The model versions that are sent for services older than 6.7.
    #[must_use]
    pub fn legacy_models(&self) -> Option<&LegacyModels> {
        self.options.legacy_models.as_ref()
    }

    /// What names this prediction across every attempt to send it: as stated, or as it was named when it was first sent.
    /// Clones are the same prediction and share the name.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.key.get()
    }

    /// The name of this prediction, made by `new` if it has none yet.
    pub fn get_or_set_idempotency_key(&self, new: impl FnOnce() -> String) -> &str {
        self.key.get_or_init(new)
    }

    /// Whether it may have arrived at the service already, sent by whoever holds it or a clone of it.
    #[must_use]
    pub fn delivery_state(&self) -> &DeliveryState {
        self.key.delivery_state()
    }

    /// The boxes that [`GeometryPolicy::Repair`](crate::GeometryPolicy::Repair) changed.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }
}
