use std::time::Duration;

use picsellia_core::endpoint::{
    ClassificationReport, Data, DataFilter, DeploymentId, DeploymentSettings, DeploymentUpdate,
    DetectionReport, DriftReport, Label, LabelDistribution, MetricsByPrediction, MetricsSummary,
    ModelVersion, PredictedAssetKey, Statistic, StatisticsFilter,
};
use picsellia_core::{
    CloudImage, Connector, ImageSource, InferenceType, MonitorReceipt, MonitorRequest, Prediction,
    PredictionId, Seconds, Shadow,
};
use serde_json::{Map, Value};

use super::drive::drive;
use super::{Items, MonitorCall, PredictedAsset};
use crate::{Error, RetryPolicy};

/// A blocking handle to a deployment: a model in production whose predictions are monitored.
///
/// [`Client::deployment`](super::Client::deployment) finds it. A clone is cheap and shares the
/// session with the monitoring service.
#[derive(Clone, Debug)]
pub struct Deployment(pub(super) crate::Deployment);

impl Deployment {
    /// Returns a handle with another retry policy, which shares the session.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self(self.0.with_retry_policy(policy))
    }

    /// Returns a handle with another time limit for each call, which shares the session.
    ///
    /// The limit includes the attempts, waits and login of a call.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(self.0.with_timeout(timeout))
    }

    /// Returns the id of the deployment.
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        self.0.id()
    }

    /// Returns the name of the deployment.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// Returns the type that predictions must have.
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        self.0.inference_type()
    }

    /// Returns the platform's name of the type, such as `OBJECT_DETECTION`.
    ///
    /// It is all that is known about a type that is [`Unknown`](InferenceType::Unknown) to this
    /// version of the SDK.
    #[must_use]
    pub fn type_name(&self) -> &str {
        self.0.type_name()
    }

    /// Reads the deployment again and returns a handle to its current state. This handle does not
    /// change.
    ///
    /// A deployment that was found before it had a model has the type
    /// [`NotConfigured`](InferenceType::NotConfigured) and rejects every prediction until it is
    /// refreshed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the deployment no longer exists. Other [`Error`]s if the request
    /// fails.
    pub fn refresh(&self) -> Result<Self, Error> {
        drive(self.0.refresh()).map(Self)
    }

    /// Starts a call that monitors one prediction: what the model predicted for `image`, and how
    /// long it took.
    ///
    /// Add what else is known and [`send`](MonitorCall::send) it. The latency is a
    /// [`Duration`] or a number of seconds.
    ///
    /// To send the same prediction again after an error, build a [`MonitorRequest`] and
    /// [`send`](Self::send) that instead.
    pub fn monitor(
        &self,
        image: impl Into<ImageSource>,
        latency: impl Into<Seconds>,
        prediction: impl Into<Prediction>,
    ) -> MonitorCall {
        MonitorCall(self.0.monitor(image, latency, prediction))
    }

    /// Finds one stored prediction.
    ///
    /// The key is a receipt, the id of a prediction, of a predicted asset or of a `Data`, or
    /// [`PredictedAssetKey::filename`] and [`PredictedAssetKey::object_name`].
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is none.
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if there are several.
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a receipt without an id.
    pub fn predicted_asset<'a>(
        &self,
        key: impl Into<PredictedAssetKey<'a>>,
    ) -> Result<PredictedAsset, Error> {
        drive(self.0.predicted_asset(key)).map(PredictedAsset)
    }

    /// Lists at most `limit` stored predictions whose `Data` matches `filter`.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub fn predicted_assets(&self, filter: &DataFilter, limit: usize) -> Result<Vec<PredictedAsset>, Error> {
        let found = drive(self.0.predicted_assets(filter, limit))?;
        Ok(found.into_iter().map(PredictedAsset).collect())
    }

    /// Iterates over the stored predictions whose `Data` matches `filter`, and requests each page
    /// when it is needed.
    #[must_use]
    pub fn iter_predicted_assets(&self, filter: DataFilter) -> Items<PredictedAsset> {
        Items::new(self.0.stream_predicted_assets_up_to(filter, usize::MAX, PredictedAsset))
    }
}

/// Defines blocking methods that run the async ones of the same name.
macro_rules! blocking {
    ($($(#[$doc:meta])+ $name:ident($($argument:ident: $type:ty),*) -> $response:ty;)*) => {
        impl Deployment {
            $(
                $(#[$doc])+
                pub fn $name(&self, $($argument: $type),*) -> Result<$response, Error> {
                    drive(self.0.$name($($argument),*))
                }
            )*
        }
    };
}

blocking! {
    /// Sends a prediction and returns when the monitoring service has accepted it.
    ///
    /// The first call logs in. If an attempt fails, the [`RetryPolicy`] decides whether and when it
    /// is made again, always with the same `Idempotency-Key` and the same bytes.
    ///
    /// A request is one prediction and keeps its key. You can send it again after an error, and a
    /// service that supports the key, such as the local one, stores it once. If an earlier attempt
    /// may have been accepted, the response "already processed" (409) counts as success.
    ///
    /// # Errors
    ///
    /// By [`ErrorKind`](crate::ErrorKind):
    ///
    /// * `Invalid` if the prediction does not have the deployment's type. Nothing is sent.
    /// * `Login` and `Authentication` if the login failed, and `DeadlinePassed` if the time was up
    ///   before an attempt. That attempt was not made, but an earlier one may have been accepted.
    /// * `Rejected` if the service refused the prediction, and `Transport` if there was no complete
    ///   response.
    /// * `Unreadable` if the service reported success (201) but its receipt could not be parsed.
    ///   The prediction is probably stored, and
    ///   [`UnreadableResponse::body`](crate::error::UnreadableResponse::body) holds the response.
    ///
    /// In every case [`Error::may_have_been_accepted`] says whether the prediction may be stored.
    send(request: &MonitorRequest) -> MonitorReceipt;

    /// Adds a shadow model's prediction to a prediction that was monitored earlier, by the id of
    /// its receipt.
    ///
    /// If the shadow prediction is available in time, send both in one request with
    /// [`MonitorCall::shadow`] instead.
    ///
    /// # Errors
    ///
    /// [`Error::is_conflict`] if the prediction already has a shadow prediction. After an error
    /// that [may have been accepted](Error::may_have_been_accepted), it may be this very one. Other
    /// errors are those of [`send`](Self::send).
    monitor_shadow(prediction: &PredictionId, shadow: &Shadow) -> ();

    /// Returns the object storage that holds the deployment's images. It is looked up once.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    connector() -> &Connector;

    /// Returns a reference to an image that is already in the deployment's storage, by the name of
    /// its object.
    ///
    /// A request with it sends no bytes, so you must give its size with [`CloudImage::with_size`].
    ///
    /// # Errors
    ///
    /// [`Error`] if the storage cannot be looked up.
    cloud_image(object_name: impl Into<String>) -> CloudImage;

    /// Returns a reference to the image of a `Data`, for a request that sends no bytes.
    ///
    /// # Errors
    ///
    /// [`Error`] if the storage cannot be looked up.
    image_of(data: &Data) -> CloudImage;

    /// Reads the current settings of the deployment: its name, models and tags.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    settings() -> DeploymentSettings;

    /// Changes the settings of the deployment and returns the new ones.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a number is out of range. Nothing is
    /// sent in this case. Other [`Error`]s if the request fails.
    update(update: &DeploymentUpdate) -> DeploymentSettings;

    /// Reads the champion model's version and its label map. Returns `None` if there is no model
    /// yet.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    model_version() -> Option<ModelVersion>;

    /// Reads the shadow model's version and its label map. Returns `None` if there is no shadow
    /// model.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    shadow_model_version() -> Option<ModelVersion>;

    /// Lists the labels that a review can assign.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    labels() -> Vec<Label>;

    /// Computes latencies and image sizes over all predictions.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    metrics(filter: &StatisticsFilter) -> Statistic<MetricsSummary>;

    /// Computes the latency and the image size of each prediction.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    metrics_by_prediction(filter: &StatisticsFilter) -> Statistic<MetricsByPrediction>;

    /// Counts the labels in the predictions.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    predicted_labels(filter: &StatisticsFilter) -> Statistic<LabelDistribution>;

    /// Counts the labels in the reviews.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    reviewed_labels(filter: &StatisticsFilter) -> Statistic<LabelDistribution>;

    /// Compares predicted boxes with the reviews: precision, recall and average precision.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    detection_quality(filter: &StatisticsFilter) -> Statistic<DetectionReport>;

    /// Compares predicted boxes with the reviews, and reports the counts of each prediction as
    /// well.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    detection_quality_by_prediction(filter: &StatisticsFilter) -> Statistic<DetectionReport>;

    /// Compares predicted classes with the reviews: accuracy and confusion matrix.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    classification_quality(filter: &StatisticsFilter) -> Statistic<ClassificationReport>;

    /// Computes how far the predictions have drifted from a reference.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    drift(filter: &StatisticsFilter) -> Statistic<DriftReport>;

    /// Computes how far each image is from the training data. The local service does not compute
    /// this statistic.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    outliers(filter: &StatisticsFilter) -> Statistic;

    /// Reads what the monitoring service knows about the deployment, as JSON.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    information() -> Map<String, Value>;
}
