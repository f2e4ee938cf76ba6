use std::marker::PhantomData;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::reports::{
    ClassificationReport, DetectionReport, DriftReport, LabelDistribution, MetricsByPrediction,
    MetricsSummary,
};
use super::{Statistic, StatisticsFilter, StatisticsService};
use crate::endpoint::{DeploymentId, Endpoint, Host, segment};
use crate::problem::InvalidInput;
use crate::response::{Rejection, ResponseError, json};
use crate::transport::Body;

/// Reads a statistic whose report is a `T`.
#[derive(Debug)]
pub struct GetStatistic<'a, T> {
    deployment: &'a DeploymentId,
    service: StatisticsService,
    filter: &'a StatisticsFilter,
    report: PhantomData<fn() -> T>,
}

macro_rules! constructors {
    ($($report:ty { $($(#[$doc:meta])* $name:ident = $service:ident;)+ })+) => {$(
        impl<'a> GetStatistic<'a, $report> {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(deployment: &'a DeploymentId, filter: &'a StatisticsFilter) -> Self {
                let service = StatisticsService::$service;
                Self { deployment, service, filter, report: PhantomData }
            }
        )+}
    )+};
}

constructors! {
    MetricsSummary {
        /// Creates a request for latencies and image sizes over all predictions.
        metrics = AggregatedMetrics;
    }
    MetricsByPrediction {
        /// Creates a request for the latency and the image size of each prediction.
        metrics_by_prediction = Metrics;
    }
    LabelDistribution {
        /// Creates a request for how often each label occurs in the predictions.
        predicted_labels = AggregatedLabelDistribution;
        /// Creates a request for how often each label occurs in the reviews.
        reviewed_labels = LabelDistribution;
    }
    DetectionReport {
        /// Creates a request for the comparison of predicted boxes with the reviews.
        detection_quality = AggregatedObjectDetection;
        /// Creates a request for the comparison of predicted boxes with the reviews, prediction by
        /// prediction.
        detection_quality_by_prediction = ObjectDetection;
    }
    ClassificationReport {
        /// Creates a request for the comparison of predicted classes with the reviews.
        classification_quality = Classification;
    }
    DriftReport {
        /// Creates a request for the drift of the predictions from a reference.
        drift = AggregatedDrift;
    }
    Map<String, Value> {
        /// Creates a request for the distance of each image from the training data.
        outliers = OutlyingScores;
    }
}

impl<T> GetStatistic<'_, T> {
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("service", self.service.as_str());
        let filter = self.filter;
        if let Some(model) = &filter.model {
            query.append_pair("model_id", model.as_str());
        }
        for (key, moment) in [("from_timestamp", filter.from), ("to_timestamp", filter.to)] {
            if let Some(moment) = moment {
                query.append_pair(key, &format!("{:?}", moment.as_unix_seconds()));
            }
        }
        if let Some(since) = filter.since {
            query.append_pair("since", &since.as_secs().to_string());
        }
        for (key, ids) in [("includes", &filter.includes), ("excludes", &filter.excludes)] {
            query.extend_pairs(ids.iter().map(|id| (key, id.as_str())));
        }
        query.extend_pairs(filter.tags.iter().map(|tag| ("tags", tag)));
        query.finish()
    }
}

impl<T> Endpoint for GetStatistic<'_, T> {
    type Response = Statistic<T>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let collection = if self.service.is_aggregated() { "stats" } else { "predictions/stats" };
        let deployment = segment(self.deployment.as_str());
        let path = format!("/api/deployment/{deployment}/{collection}?{}", self.query());
        host.request(Method::GET, &path, Body::empty())
    }

    fn action(&self) -> &'static str {
        "compute the statistics"
    }

    /// Accepts only the status 200. The official SDK reads the body of any other response as a
    /// statistic.
    fn read(&self, response: http::Response<Bytes>) -> Result<Statistic<T>, ResponseError> {
        if response.status() != StatusCode::OK {
            return Err(Rejection::new(self.action(), response).into());
        }
        Ok(json(self.action(), &response)?)
    }
}
