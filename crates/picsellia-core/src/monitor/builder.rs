use serde_json::{Map, Value};

use super::check::{check_depth, check_latency};
use super::key::PredictionKey;
use super::shadow::check_type;
use super::{LegacyModels, MonitorRequest, RequestDetails, Shadow};
use crate::geometry::GeometryPolicy;
use crate::image::ImageSource;
use crate::number::{Seconds, Timestamp};
use crate::prediction::Prediction;
use crate::problem::{InvalidInput, Problem, ProblemKind, Problems, settle_under};

/// Gathers a [`MonitorRequest`]. Nothing is judged before [`build`](Self::build), which lists every problem.
#[derive(Clone, Debug)]
pub struct MonitorRequestBuilder {
    image: ImageSource,
    latency: Seconds,
    prediction: Prediction,
    geometry: GeometryPolicy,
    key: Option<String>,
    shadow: Option<(Seconds, Prediction)>,
    details: RequestDetails,
}

impl MonitorRequest {
    /// Starts a request with what every prediction has: an image, a latency and the prediction itself.
    ///
    /// The image is an [`Image`](crate::Image) that is sent along, or a [`CloudImage`](crate::CloudImage) that is
    /// already in the deployment's storage. The latency is a [`Duration`](std::time::Duration) or a number of seconds.
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
        }
    }

    /// What is done about boxes and scores that are not sound; [`GeometryPolicy::Strict`] unless said.
    #[must_use]
    pub fn geometry(mut self, policy: GeometryPolicy) -> Self {
        self.geometry = policy;
        self
    }

    /// The shadow model's prediction on the same image, and how long it took.
    #[must_use]
    pub fn shadow(mut self, latency: impl Into<Seconds>, prediction: impl Into<Prediction>) -> Self {
        self.shadow = Some((latency.into(), prediction.into()));
        self
    }

    /// Sets all details at once, in place of those that were set before.
    #[must_use]
    pub fn details(mut self, details: RequestDetails) -> Self {
        self.details = details;
        self
    }

    /// The data source of the Data, for example the name of a camera; `serving` unless said.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.details.source = Some(source.into());
        self
    }

    /// Adds a tag to the Data.
    #[must_use]
    pub fn tag(self, tag: impl Into<String>) -> Self {
        self.tags([tag])
    }

    /// Adds tags to the Data. No tag at all is sent as an empty list, as the official SDK does.
    #[must_use]
    pub fn tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.details.tags.get_or_insert_default().extend(tags.into_iter().map(Into::into));
        self
    }

    /// When the prediction was made: a [`SystemTime`](std::time::SystemTime), or seconds since 1970 (UTC).
    /// The service takes the time of reception unless said.
    #[must_use]
    pub fn timestamp(mut self, timestamp: impl Into<Timestamp>) -> Self {
        self.details.timestamp = Some(timestamp.into());
        self
    }

    /// The metadata of the Data, under the keys that the platform knows (camera, GPS and the like). Like all metadata it
    /// may be nested to 100 levels: readers of JSON follow little more.
    #[must_use]
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.details.metadata = Some(metadata);
        self
    }

    /// The metadata of the Data under keys of your own.
    #[must_use]
    pub fn custom_metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.details.custom_metadata = Some(metadata);
        self
    }

    /// The prefix of the object's name; for private storages.
    #[must_use]
    pub fn upload_dir(mut self, upload_dir: impl Into<String>) -> Self {
        self.details.upload_dir = Some(upload_dir.into());
        self
    }

    /// Always store the image (`true`), or never (`false`); metrics are computed in both cases. The deployment's
    /// sample rate decides unless said.
    #[must_use]
    pub fn sample(mut self, sample: bool) -> Self {
        self.details.sample = Some(sample);
        self
    }

    /// Measurements of your own on this prediction.
    #[must_use]
    pub fn custom_metrics(mut self, metrics: Map<String, Value>) -> Self {
        self.details.custom_metrics = Some(metrics);
        self
    }

    /// Names the prediction: the header `Idempotency-Key`, 1 to 255 visible ASCII characters. Sent again under the same
    /// name, even by another process, it is stored once by a service that knows the header. It is given one when it is
    /// first sent unless said.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// **Legacy**: the model versions, for services older than 6.7.
    #[must_use]
    pub fn legacy_models(mut self, models: LegacyModels) -> Self {
        self.details.legacy_models = Some(models);
        self
    }

    /// The request, if everything in it can be sent.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`] with every problem of the image, the numbers and both predictions, each with its path.
    /// Those of the shadow's begin with `shadow_raw_predictions`.
    pub fn build(mut self) -> Result<MonitorRequest, InvalidInput> {
        let mut found = Vec::new();
        let mut repairs = Vec::new();
        let image = self.image.settle(&mut found);
        let policy = self.geometry;

        let mut problems = Problems::under("", &mut found);
        self.prediction.judge(image.size, policy, &mut problems, &mut repairs);
        check_latency("latency", self.latency, policy, &mut problems);
        let details = &self.details;
        if let Some(timestamp) = details.timestamp
            && !timestamp.as_unix_seconds().is_finite()
        {
            problems.add("timestamp", ProblemKind::NotFinite(timestamp.as_unix_seconds()));
        }
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
