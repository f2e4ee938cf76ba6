//! `picsellia stats`

use std::time::Duration;

use clap::{Args, ValueEnum};
use picsellia_deploy::deployment::ModelVersionId;
use picsellia_deploy::statistics::StatisticsFilter;
use picsellia_deploy::{Deployment, Error, PredictionId};
use serde_json::{Map, Value};

use crate::arguments::{ConnectionArguments, DeploymentOption, parse_number};
use crate::failure::Failure;
use crate::lookup;
use crate::output::Output;

/// Print a statistic of a deployment, as JSON.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia stats aggregated_metrics --deployment doors --since 86400")]
pub(crate) struct Stats {
    /// Statistic to print
    #[arg(value_name = "STATISTIC")]
    service: Service,

    #[command(flatten)]
    deployment: DeploymentOption,

    /// Include predictions made at or after this Unix timestamp
    #[arg(long, value_name = "SECONDS", value_parser = parse_number)]
    from: Option<f64>,

    /// Include predictions made up to this Unix timestamp
    #[arg(long, value_name = "SECONDS", value_parser = parse_number)]
    to: Option<f64>,

    /// Include predictions made in the last SECONDS
    #[arg(long, value_name = "SECONDS")]
    since: Option<u64>,

    /// Include predictions with this tag; can be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Include predictions of this model version
    #[arg(long, value_name = "UUID")]
    model: Option<String>,

    /// Add this prediction; can be repeated
    #[arg(long = "include", value_name = "ID")]
    includes: Vec<String>,

    /// Leave out this prediction; can be repeated
    #[arg(long = "exclude", value_name = "ID")]
    excludes: Vec<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

/// The statistics, under their names in the monitoring API.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Service {
    /// Latency and image size of each prediction
    Metrics,
    /// Detections compared with reviews, object by object
    ObjectDetection,
    /// Classifications compared with reviews, class by class
    Classification,
    /// Labels in reviews, or in predictions if there is no review
    LabelDistribution,
    /// Outlier score of each image, compared with the training data
    AeOutlier,
    /// Latency and image size over all predictions
    AggregatedMetrics,
    /// Detections compared with reviews, over all predictions
    AggregatedObjectDetection,
    /// Labels over all predictions
    AggregatedLabelDistribution,
    /// Drift: Kolmogorov-Smirnov tests over all predictions
    KsDrift,
}

impl Service {
    async fn compute(
        self,
        deployment: &Deployment,
        filter: &StatisticsFilter,
    ) -> Result<Map<String, Value>, Error> {
        Ok(match self {
            Self::Metrics => deployment.metrics_by_prediction(filter).await?.into_object(),
            Self::ObjectDetection => deployment.detection_quality_by_prediction(filter).await?.into_object(),
            Self::Classification => deployment.classification_quality(filter).await?.into_object(),
            Self::LabelDistribution => deployment.reviewed_labels(filter).await?.into_object(),
            Self::AeOutlier => deployment.outliers(filter).await?.into_object(),
            Self::AggregatedMetrics => deployment.metrics(filter).await?.into_object(),
            Self::AggregatedObjectDetection => deployment.detection_quality(filter).await?.into_object(),
            Self::AggregatedLabelDistribution => deployment.predicted_labels(filter).await?.into_object(),
            Self::KsDrift => deployment.drift(filter).await?.into_object(),
        })
    }
}

impl Stats {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = lookup::deployment(&client, &self.deployment.deployment).await?;
        let stats = self.service.compute(&deployment, &self.filter()).await?;
        if output.is_json() {
            return output.value(&stats);
        }
        // The content is up to the service, so it is shown unchanged.
        let pretty = serde_json::to_string_pretty(&stats)
            .map_err(|error| Failure::other("cannot write the statistic as JSON").because(&error))?;
        output.text(pretty)
    }

    fn filter(&self) -> StatisticsFilter {
        let mut filter = StatisticsFilter::new();
        if let Some(model) = &self.model {
            filter = filter.model(ModelVersionId::new(model));
        }
        if let Some(from) = self.from {
            filter = filter.from(from);
        }
        if let Some(to) = self.to {
            filter = filter.to(to);
        }
        if let Some(since) = self.since {
            filter = filter.since(Duration::from_secs(since));
        }
        let filter = self.tags.iter().fold(filter, StatisticsFilter::tag);
        let filter = self.includes.iter().fold(filter, |filter, id| filter.include(PredictionId::new(id)));
        self.excludes.iter().fold(filter, |filter, id| filter.exclude(PredictionId::new(id)))
    }
}
