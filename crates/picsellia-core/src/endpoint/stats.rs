use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{DeploymentId, Endpoint, Host, ModelVersionId, Statistic, segment};
use crate::monitor::PredictionId;
use crate::number::Timestamp;
use crate::problem::InvalidInput;
use crate::response::{Rejection, ResponseError, json};
use crate::transport::Body;

/// The statistics that the monitoring service computes: `ServiceMetrics` of the Python SDK, without its prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatsService {
    /// How far each image is from those that the model was trained on.
    OutlyingScores,
    /// Latencies and sizes, prediction by prediction.
    Metrics,
    /// Predictions against reviews, object by object.
    ObjectDetection,
    /// Predictions against reviews, class by class.
    Classification,
    /// Labels of the reviews.
    LabelDistribution,
    /// Labels over all predictions.
    AggregatedLabelDistribution,
    /// Predictions against reviews, over all of them.
    AggregatedObjectDetection,
    /// Latencies and sizes, over all predictions.
    AggregatedMetrics,
    /// How far production has drifted from the training data.
    AggregatedDrift,
}

impl StatsService {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::OutlyingScores,
        Self::Metrics,
        Self::ObjectDetection,
        Self::Classification,
        Self::LabelDistribution,
        Self::AggregatedLabelDistribution,
        Self::AggregatedObjectDetection,
        Self::AggregatedMetrics,
        Self::AggregatedDrift,
    ];

    /// The name on the wire, which an aggregated service shares with the one that is not.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutlyingScores => "ae_outlier",
            Self::Metrics | Self::AggregatedMetrics => "metrics",
            Self::ObjectDetection | Self::AggregatedObjectDetection => "object_detection",
            Self::Classification => "classification",
            Self::LabelDistribution | Self::AggregatedLabelDistribution => "label_distribution",
            Self::AggregatedDrift => "ks_drift",
        }
    }

    /// Whether it tells of all predictions together, rather than of each.
    #[must_use]
    pub fn is_aggregated(self) -> bool {
        matches!(
            self,
            Self::AggregatedLabelDistribution
                | Self::AggregatedObjectDetection
                | Self::AggregatedMetrics
                | Self::AggregatedDrift
        )
    }
}

/// Which predictions a statistic is about: those that meet every condition. Without one, all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatsFilter {
    model: Option<ModelVersionId>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    since: Option<Duration>,
    includes: Vec<PredictionId>,
    excludes: Vec<PredictionId>,
    tags: Vec<String>,
}

impl StatsFilter {
    /// All predictions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of this model version.
    #[must_use]
    pub fn model(self, model: ModelVersionId) -> Self {
        Self { model: Some(model), ..self }
    }

    /// Those made at this moment or later.
    #[must_use]
    pub fn from(self, from: impl Into<Timestamp>) -> Self {
        Self { from: Some(from.into()), ..self }
    }

    /// Those made until this moment.
    #[must_use]
    pub fn to(self, to: impl Into<Timestamp>) -> Self {
        Self { to: Some(to.into()), ..self }
    }

    /// Those made within this time before now, in whole seconds.
    #[must_use]
    pub fn since(self, since: Duration) -> Self {
        Self { since: Some(since), ..self }
    }

    /// Also these, alone or with others that are named.
    #[must_use]
    pub fn include(mut self, prediction: PredictionId) -> Self {
        self.includes.push(prediction);
        self
    }

    /// Not this one.
    #[must_use]
    pub fn exclude(mut self, prediction: PredictionId) -> Self {
        self.excludes.push(prediction);
        self
    }

    /// Those with this tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}

/// Asks for a statistic.
#[derive(Clone, Copy, Debug)]
pub struct GetStats<'a> {
    deployment: &'a DeploymentId,
    service: StatsService,
    filter: &'a StatsFilter,
}

impl<'a> GetStats<'a> {
    /// Of this deployment.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId, service: StatsService, filter: &'a StatsFilter) -> Self {
        Self { deployment, service, filter }
    }

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

impl Endpoint for GetStats<'_> {
    type Response = Statistic;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let collection = if self.service.is_aggregated() { "stats" } else { "predictions/stats" };
        let deployment = segment(self.deployment.as_str());
        let path = format!("/api/deployment/{deployment}/{collection}?{}", self.query());
        host.request(Method::GET, &path, Body::empty())
    }

    fn action(&self) -> &'static str {
        "compute the statistics"
    }

    /// Success is 200. The official SDK takes the body of a refusal for a statistic; here it is a refusal.
    fn read(&self, response: http::Response<Bytes>) -> Result<Statistic, ResponseError> {
        if response.status() != StatusCode::OK {
            return Err(Rejection::new(self.action(), response).into());
        }
        Ok(json(self.action(), &response)?)
    }
}

/// Asks what the monitoring service knows of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct RetrieveInformation<'a> {
    deployment: &'a DeploymentId,
}

impl<'a> RetrieveInformation<'a> {
    /// Of this deployment.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId) -> Self {
        Self { deployment }
    }
}

impl Endpoint for RetrieveInformation<'_> {
    type Response = Map<String, Value>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = format!("/api/deployment/{}", segment(self.deployment.as_str()));
        host.request(Method::GET, &path, Body::empty())
    }

    fn action(&self) -> &'static str {
        "read the information of the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Map<String, Value>, ResponseError> {
        if response.status() != StatusCode::OK {
            return Err(Rejection::new(self.action(), response).into());
        }
        Ok(json(self.action(), &response)?)
    }
}
