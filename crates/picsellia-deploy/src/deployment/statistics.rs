use picsellia_core::endpoint::{
    ClassificationReport, DetectionReport, DriftReport, GetStatistic, LabelDistribution, MetricsByPrediction,
    MetricsSummary, RetrieveInformation, Statistic, StatisticsFilter,
};
use serde_json::{Map, Value};

use crate::{Deployment, Error};

/// # Statistics
///
/// Each method asks the monitoring service to compute one statistic over the predictions that the
/// filter selects. [`Statistic::report`] reads the result in the form of the local service.
/// Picsellia does not document the form of its own service, so [`Statistic::as_object`] returns the
/// response as it came.
impl Deployment {
    /// Computes latencies and image sizes over all predictions.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn metrics(&self, filter: &StatisticsFilter) -> Result<Statistic<MetricsSummary>, Error> {
        self.statistic(GetStatistic::metrics(self.id(), filter)).await
    }

    /// Computes the latency and the image size of each prediction.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn metrics_by_prediction(
        &self,
        filter: &StatisticsFilter,
    ) -> Result<Statistic<MetricsByPrediction>, Error> {
        self.statistic(GetStatistic::metrics_by_prediction(self.id(), filter)).await
    }

    /// Counts the labels in the predictions.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn predicted_labels(
        &self,
        filter: &StatisticsFilter,
    ) -> Result<Statistic<LabelDistribution>, Error> {
        self.statistic(GetStatistic::predicted_labels(self.id(), filter)).await
    }

    /// Counts the labels in the reviews.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn reviewed_labels(
        &self,
        filter: &StatisticsFilter,
    ) -> Result<Statistic<LabelDistribution>, Error> {
        self.statistic(GetStatistic::reviewed_labels(self.id(), filter)).await
    }

    /// Compares predicted boxes with the reviews: precision, recall and average precision.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn detection_quality(
        &self,
        filter: &StatisticsFilter,
    ) -> Result<Statistic<DetectionReport>, Error> {
        self.statistic(GetStatistic::detection_quality(self.id(), filter)).await
    }

    /// Compares predicted boxes with the reviews, and reports the counts of each prediction as
    /// well.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn detection_quality_by_prediction(
        &self,
        filter: &StatisticsFilter,
    ) -> Result<Statistic<DetectionReport>, Error> {
        self.statistic(GetStatistic::detection_quality_by_prediction(self.id(), filter)).await
    }

    /// Compares predicted classes with the reviews: accuracy and confusion matrix.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn classification_quality(
        &self,
        filter: &StatisticsFilter,
    ) -> Result<Statistic<ClassificationReport>, Error> {
        self.statistic(GetStatistic::classification_quality(self.id(), filter)).await
    }

    /// Computes how far the predictions have drifted from a reference.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn drift(&self, filter: &StatisticsFilter) -> Result<Statistic<DriftReport>, Error> {
        self.statistic(GetStatistic::drift(self.id(), filter)).await
    }

    /// Computes how far each image is from the training data. The local service does not compute
    /// this statistic.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn outliers(&self, filter: &StatisticsFilter) -> Result<Statistic, Error> {
        self.statistic(GetStatistic::outliers(self.id(), filter)).await
    }

    /// Reads what the monitoring service knows about the deployment, as JSON.
    ///
    /// # Errors
    ///
    /// [`Error`] if the service does not respond with the status 200 and a JSON object.
    pub async fn information(&self) -> Result<Map<String, Value>, Error> {
        self.oracle()?.call(&RetrieveInformation::new(self.id()), self.client().options()).await
    }

    async fn statistic<T>(&self, get: GetStatistic<'_, T>) -> Result<Statistic<T>, Error> {
        self.oracle()?.call(&get, self.client().options()).await
    }
}
