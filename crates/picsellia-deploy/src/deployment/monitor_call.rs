use std::time::Duration;

use picsellia_core::{MonitorReceipt, MonitorRequest, MonitorRequestBuilder};

use crate::{Deployment, Error, RetryPolicy};

/// A call that monitors one prediction: [`Deployment::monitor`] starts it, and [`send`](Self::send)
/// makes it.
///
/// ```
/// use std::time::Duration;
///
/// use picsellia_deploy::{BoxFormat, Client, DetectionPrediction, Image, ImageSize};
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
/// let doors = client.deployment("doors").await?;
///
/// let png = b"\x89PNG\r\n\x1a\n".to_vec();
/// let image = Image::from_bytes("door.png", png).with_size(ImageSize { width: 640, height: 480 });
/// let prediction = DetectionPrediction::builder()
///     .classes([1])
///     .scores([0.9])
///     .boxes(BoxFormat::TLBR, [[128, 200, 159, 240]])
///     .build()?;
/// let receipt = doors
///     .monitor(image, Duration::from_millis(257), prediction)
///     .source("camera-1")
///     .tag("night")
///     .timeout(Duration::from_secs(10))
///     .send()
///     .await?;
/// println!("monitored as {receipt}");
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
#[must_use = "a monitor call does nothing until it is sent"]
pub struct MonitorCall {
    deployment: Deployment,
    request: MonitorRequestBuilder,
}

impl MonitorCall {
    pub(super) fn new(deployment: Deployment, request: MonitorRequestBuilder) -> Self {
        Self { deployment, request }
    }

    /// Validates the prediction, sends it, and returns when the monitoring service has accepted it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with every problem if the request is
    /// invalid. Nothing is sent in this case. Other errors are those of [`Deployment::send`].
    pub async fn send(self) -> Result<MonitorReceipt, Error> {
        let request = self.request.build()?;
        self.deployment.send(&request).await
    }

    /// Validates the prediction and returns the request without sending it.
    ///
    /// [`Deployment::send`] sends it. The retry policy and the timeout of this call are not part of
    /// the request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with every problem if the request is
    /// invalid.
    pub fn build(self) -> Result<MonitorRequest, Error> {
        Ok(self.request.build()?)
    }

    /// Sets the retry policy of this call, instead of the deployment's.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    pub fn retry_policy(self, policy: RetryPolicy) -> Self {
        Self { deployment: self.deployment.with_retry_policy(policy), ..self }
    }

    /// Sets the time limit of this call, including its attempts, waits and login.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { deployment: self.deployment.with_timeout(timeout), ..self }
    }

    pub(crate) fn map(self, change: impl FnOnce(MonitorRequestBuilder) -> MonitorRequestBuilder) -> Self {
        Self { request: change(self.request), ..self }
    }
}

/// Gives a monitor call, async or blocking, the setters of the request. It needs a method `map`.
macro_rules! request_setters {
    ($call:ident) => {
        impl $call {
            /// Sets what happens to invalid boxes and scores.
            ///
            /// Defaults to [`GeometryPolicy::Strict`](crate::GeometryPolicy::Strict), which reports
            /// every problem.
            pub fn geometry(self, policy: picsellia_core::GeometryPolicy) -> Self {
                self.map(|request| request.geometry(policy))
            }

            /// Sets the shadow model's prediction for the same image, and how long it took.
            ///
            /// Without a prediction (`None`) the latency is not sent either.
            pub fn shadow(
                self,
                latency: impl Into<picsellia_core::Seconds>,
                prediction: impl picsellia_core::IntoOption<picsellia_core::Prediction>,
            ) -> Self {
                self.map(|request| request.shadow(latency, prediction))
            }

            /// Sets all details at once. They replace those that were set before.
            pub fn details(self, details: picsellia_core::RequestDetails) -> Self {
                self.map(|request| request.details(details))
            }

            /// Sets the data source, for example the name of a camera. The service defaults to
            /// `serving`.
            pub fn source(self, source: impl picsellia_core::IntoOption<String>) -> Self {
                self.map(|request| request.source(source))
            }

            /// Adds a tag.
            pub fn tag(self, tag: impl picsellia_core::IntoOption<String>) -> Self {
                self.map(|request| request.tag(tag))
            }

            /// Adds tags.
            pub fn tags<T: AsRef<str>>(self, tags: impl IntoIterator<Item = T>) -> Self {
                self.map(|request| request.tags(tags))
            }

            /// Sets the time of the prediction: a [`SystemTime`](std::time::SystemTime), or seconds
            /// since 1970 (UTC).
            ///
            /// The service defaults to the time of reception.
            pub fn timestamp(
                self,
                timestamp: impl picsellia_core::IntoOption<picsellia_core::Timestamp>,
            ) -> Self {
                self.map(|request| request.timestamp(timestamp))
            }

            /// Sets the metadata under the keys that the platform knows, such as those of the
            /// camera and its position.
            ///
            /// Like all metadata it may be nested up to 100 levels.
            pub fn metadata(self, metadata: impl picsellia_core::IntoJsonObject) -> Self {
                self.map(|request| request.metadata(metadata))
            }

            /// Sets the metadata under keys of your own: pairs such as `[("line", 3.into())]`, or a
            /// JSON object.
            pub fn custom_metadata(self, metadata: impl picsellia_core::IntoJsonObject) -> Self {
                self.map(|request| request.custom_metadata(metadata))
            }

            /// Sets the prefix of the object's name, for private storages.
            pub fn upload_dir(self, upload_dir: impl picsellia_core::IntoOption<String>) -> Self {
                self.map(|request| request.upload_dir(upload_dir))
            }

            /// Sets whether the image is stored: always (`true`) or never (`false`).
            ///
            /// Metrics are computed in both cases. The service defaults to the deployment's sample
            /// rate.
            pub fn sample(self, sample: impl picsellia_core::IntoOption<bool>) -> Self {
                self.map(|request| request.sample(sample))
            }

            /// Sets measurements of your own about this prediction.
            pub fn custom_metrics(self, metrics: impl picsellia_core::IntoJsonObject) -> Self {
                self.map(|request| request.custom_metrics(metrics))
            }

            /// Sets the `Idempotency-Key`, which identifies the prediction: 1 to 255 visible ASCII
            /// characters.
            ///
            /// A service that supports the key stores the prediction once, even if another process
            /// sends it again under the same key. Defaults to a new key.
            pub fn idempotency_key(self, key: impl picsellia_core::IntoOption<String>) -> Self {
                self.map(|request| request.idempotency_key(key))
            }

            /// **Legacy**: sets the model versions, for services older than 6.7.
            pub fn legacy_models(
                self,
                models: impl picsellia_core::IntoOption<picsellia_core::LegacyModels>,
            ) -> Self {
                self.map(|request| request.legacy_models(models))
            }
        }
    };
}

request_setters!(MonitorCall);

pub(crate) use request_setters;
