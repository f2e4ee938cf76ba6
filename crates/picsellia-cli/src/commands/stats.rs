//! `picsellia stats`

use std::time::Duration;

use clap::{Args, ValueEnum};
use picsellia_deploy::PredictionId;
use picsellia_deploy::deployment::ModelVersionId;
use picsellia_deploy::statistics::{StatsFilter, StatsService};

use crate::connection::{self, ConnectionArguments};
use crate::failure::Failure;
use crate::output::Output;

/// Ask the monitoring service for a statistic, as JSON.
#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Which statistic.
    service: Service,

    /// The deployment, by name or UUID.
    #[arg(long, value_name = "NAME|UUID")]
    deployment: String,

    /// Predictions made at this moment or later, in seconds since 1970 (UTC).
    #[arg(long, value_name = "SECONDS")]
    from: Option<f64>,

    /// Predictions made until this moment.
    #[arg(long, value_name = "SECONDS")]
    to: Option<f64>,

    /// Predictions made within so many seconds before now.
    #[arg(long, value_name = "SECONDS")]
    since: Option<u64>,

    /// Predictions with this tag. Can be repeated.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Predictions of this model version.
    #[arg(long, value_name = "UUID")]
    model: Option<String>,

    /// This prediction too. Can be repeated.
    #[arg(long = "include", value_name = "ID")]
    includes: Vec<String>,

    /// Not this prediction. Can be repeated.
    #[arg(long = "exclude", value_name = "ID")]
    excludes: Vec<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

/// The services under their names on the wire; those over all predictions together are called aggregated.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Service {
    /// Latencies and sizes, prediction by prediction.
    Metrics,
    /// Predictions against reviews, object by object.
    ObjectDetection,
    /// Predictions against reviews, class by class.
    Classification,
    /// Labels of the reviews; of the predictions, while nothing was reviewed.
    LabelDistribution,
    /// How far each image is from those that the model was trained on.
    AeOutlier,
    /// Latencies and sizes, over all predictions.
    AggregatedMetrics,
    /// Predictions against reviews, over all of them.
    AggregatedObjectDetection,
    /// Labels over all predictions.
    AggregatedLabelDistribution,
    /// How far production has drifted, over all predictions.
    KsDrift,
}

impl From<Service> for StatsService {
    fn from(service: Service) -> Self {
        match service {
            Service::Metrics => Self::Metrics,
            Service::ObjectDetection => Self::ObjectDetection,
            Service::Classification => Self::Classification,
            Service::LabelDistribution => Self::LabelDistribution,
            Service::AeOutlier => Self::OutlyingScores,
            Service::AggregatedMetrics => Self::AggregatedMetrics,
            Service::AggregatedObjectDetection => Self::AggregatedObjectDetection,
            Service::AggregatedLabelDistribution => Self::AggregatedLabelDistribution,
            Service::KsDrift => Self::AggregatedDrift,
        }
    }
}

impl Stats {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = connection::deployment(&client, &self.deployment).await?;
        let stats = deployment.stats(self.service.into(), &self.filter()).await?;
        if output.is_json() {
            return output.value(stats.as_object());
        }
        // What is in it is the service's own, so it is shown as it came.
        let pretty = serde_json::to_string_pretty(stats.as_object())
            .map_err(|error| Failure::other("the statistic cannot be written as JSON").because(&error))?;
        output.text(pretty)
    }

    fn filter(&self) -> StatsFilter {
        let mut filter = StatsFilter::new();
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
        let filter = self.tags.iter().fold(filter, StatsFilter::tag);
        let filter = self.includes.iter().fold(filter, |filter, id| filter.include(PredictionId::new(id)));
        self.excludes.iter().fold(filter, |filter, id| filter.exclude(PredictionId::new(id)))
    }
}
