use serde_json::{Map, Value};

use super::check::{check_depth, check_latency};
use super::into_json_object::not_an_object;
use super::key::PredictionKey;
use super::shadow::check_type;
use super::{IntoJsonObject, IntoOption, LegacyModels, MonitorRequest, RequestDetails, Shadow};
use crate::geometry::GeometryPolicy;
use crate::image::ImageSource;
use crate::number::{Seconds, Timestamp};
use crate::prediction::Prediction;
use crate::problem::{InvalidInput, Problem, ProblemKind, Problems, settle_under};

/// Builds a [`MonitorRequest`]. Nothing is validated before [`build`](Self::build), which lists
/// every problem.
///
/// A setter replaces what was set before, but for [`tag`](Self::tag) and [`tags`](Self::tags),
/// which add to it. Where a value is often absent, a setter takes an `Option` as well: `None`
/// leaves the field unset.
///
/// Each request that it builds is a new prediction: a clone that is built too is stored a second
/// time.
#[derive(Clone, Debug)]
pub struct MonitorRequestBuilder {
    image: ImageSource,
    latency: Seconds,
    prediction: Prediction,
    geometry: GeometryPolicy,
    key: Option<String>,
    shadow: Option<(Seconds, Prediction)>,
    details: RequestDetails,
    /// The problems of values that are not JSON objects.
    not_objects: Vec<Problem>,
}

impl MonitorRequest {
    /// Starts a request with what every prediction has: an image, a latency and the prediction
    /// itself.
    ///
    /// The image is an [`Image`](crate::Image) that is sent along, or a
    /// [`CloudImage`](crate::CloudImage) that is already in the deployment's storage. The latency
    /// is a [`Duration`](std::time::Duration) or a number of seconds.
    #[must_use]
    pub fn builder(
        image: impl Into<ImageSource>,
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
    ) -> MonitorRequestBuilder {
        MonitorRequestBuilder::new(image.into(), latency.into(), prediction.into())
    }
}

impl MonitorRequestBuilder {
    fn new(image: ImageSource, latency: Seconds, prediction: Prediction) -> Self {
        Self {
            image,
            latency,
            prediction,
            geometry: GeometryPolicy::default(),
            key: None,
            shadow: None,
            details: RequestDetails::default(),
            not_objects: Vec::new(),
        }
    }

    /// Sets what is done about invalid boxes and scores. Defaults to [`GeometryPolicy::Strict`].
    #[must_use]
    pub fn geometry(mut self, policy: GeometryPolicy) -> Self {
        self.geometry = policy;
        self
    }

    /// Sets the shadow model's prediction on the same image, and how long it took.
    ///
    /// Without a prediction (`None`) the latency is not sent either.
    #[must_use]
    pub fn shadow(mut self, latency: impl Into<Seconds>, prediction: impl IntoOption<Prediction>) -> Self {
        self.shadow = prediction.into_option().map(|prediction| (latency.into(), prediction));
        self
    }

    /// Sets all details at once. They replace those that were set before.
    #[must_use]
    pub fn details(mut self, details: RequestDetails) -> Self {
        self.details = details;
        self.not_objects.clear();
        self
    }

    /// Sets the data source, for example the name of a camera. The service defaults to `serving`.
    #[must_use]
    pub fn source(mut self, source: impl IntoOption<String>) -> Self {
        self.details.source = source.into_option();
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, tag: impl IntoOption<String>) -> Self {
        if let Some(tag) = tag.into_option() {
            self.details.tags.get_or_insert_default().push(tag);
        }
        self
    }

    /// Adds tags. An empty list is sent as one, as the official SDK does.
    #[must_use]
    pub fn tags<T: AsRef<str>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        let tags = tags.into_iter().map(|tag| tag.as_ref().to_owned());
        self.details.tags.get_or_insert_default().extend(tags);
        self
    }

    /// Sets the time of the prediction: a [`SystemTime`](std::time::SystemTime), or seconds since
    /// 1970 (UTC).
    ///
    /// The service defaults to the time of reception.
    #[must_use]
    pub fn timestamp(mut self, timestamp: impl IntoOption<Timestamp>) -> Self {
        self.details.timestamp = timestamp.into_option();
        self
    }

    /// Sets the metadata under the keys that the platform knows, such as those of the camera and
    /// its position.
    ///
    /// Like all metadata it may be nested up to 100 levels, because readers of JSON follow little
    /// more.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoJsonObject) -> Self {
        self.details.metadata = self.object("metadata", metadata);
        self
    }

    /// Sets the metadata under keys of your own.
    #[must_use]
    pub fn custom_metadata(mut self, metadata: impl IntoJsonObject) -> Self {
        self.details.custom_metadata = self.object("custom_metadata", metadata);
        self
    }

    /// Sets the prefix of the object's name, for private storages.
    #[must_use]
    pub fn upload_dir(mut self, upload_dir: impl IntoOption<String>) -> Self {
        self.details.upload_dir = upload_dir.into_option();
        self
    }

    /// Sets whether the image is stored: always (`true`) or never (`false`).
    ///
    /// Metrics are computed in both cases. The service defaults to the deployment's sample rate.
    #[must_use]
    pub fn sample(mut self, sample: impl IntoOption<bool>) -> Self {
        self.details.sample = sample.into_option();
        self
    }

    /// Sets measurements of your own on this prediction.
    #[must_use]
    pub fn custom_metrics(mut self, metrics: impl IntoJsonObject) -> Self {
        self.details.custom_metrics = self.object("custom_metrics", metrics);
        self
    }

    /// Sets the `Idempotency-Key`, which identifies the prediction: 1 to 255 visible ASCII
    /// characters.
    ///
    /// A service that supports the key stores the prediction once, even if another process sends it
    /// again under the same key. Defaults to a new key when the request is first sent.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl IntoOption<String>) -> Self {
        self.key = key.into_option();
        self
    }

    /// **Legacy**: sets the model versions, for services older than 6.7.
    #[must_use]
    pub fn legacy_models(mut self, models: impl IntoOption<LegacyModels>) -> Self {
        self.details.legacy_models = models.into_option();
        self
    }

    /// Returns the object for `field`, or records that the value is not an object.
    fn object(&mut self, field: &str, given: impl IntoJsonObject) -> Option<Map<String, Value>> {
        self.not_objects.retain(|problem| problem.path() != field);
        given.into_json_object().unwrap_or_else(|value| {
            self.not_objects.push(not_an_object(field, &value));
            None
        })
    }

    /// Validates the request.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with every problem of the image, the numbers and both predictions,
    /// each with its path. Those of the shadow begin with `shadow_raw_predictions`.
    pub fn build(mut self) -> Result<MonitorRequest, InvalidInput> {
        let mut found = Vec::new();
        let mut repairs = Vec::new();
        let image = self.image.settle(&mut found);
        let policy = self.geometry;

        let mut problems = Problems::under("", &mut found);
        self.prediction.validate(image.size, policy, &mut problems, &mut repairs);
        check_latency("latency", self.latency, policy, &mut problems);
        let details = &self.details;
        if let Some(timestamp) = details.timestamp
            && !timestamp.as_unix_seconds().is_finite()
        {
            problems.add("timestamp", ProblemKind::NotFinite(timestamp.as_unix_seconds()));
        }
        found.append(&mut self.not_objects);
        let mut problems = Problems::under("", &mut found);
        check_depth("metadata", details.metadata.as_ref(), &mut problems);
        check_depth("custom_metadata", details.custom_metadata.as_ref(), &mut problems);
        check_depth("custom_metrics", details.custom_metrics.as_ref(), &mut problems);

        let shadow = self.shadow.map(|(latency, prediction)| {
            check_type(self.prediction.inference_type(), &prediction, &mut found);
            Shadow::validated(latency, prediction, image.size, policy, &mut found)
        });
        repairs.extend(shadow.iter().flat_map(|shadow| shadow.repairs.iter().cloned()));
        if let Some(LegacyModels { shadow: Some(_), .. }) = details.legacy_models
            && shadow.is_none()
        {
            let message = "is given, but there is no shadow prediction: add one with shadow()";
            found.push(Problem::invalid("shadow_model", message));
        }

        if let Some(key) = &self.key
            && !((1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()))
        {
            let message = format!("{key:?} is not 1 to 255 visible ASCII characters");
            found.push(Problem::invalid("idempotency_key", message));
        }

        let Self { latency, prediction, details, key, .. } = self;
        let key = PredictionKey::new(key);
        let request =
            MonitorRequest { image, latency, prediction, shadow, details, geometry: policy, key, repairs };
        settle_under(policy, request, found)
    }
}
