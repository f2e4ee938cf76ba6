//! Statistics of predictions and reviews. The README defines the content of each response.

mod boxes;
mod class_names;
mod classification;
mod detection;
mod drift;
mod ks;
mod label_distribution;
mod metrics;
mod response;
mod review;
mod service;
mod summary;

use picsellia_core::InferenceType;
use picsellia_core::endpoint::{StatisticsSelection, StatisticsService};

use crate::store::{Deployment, Selection, SelectionFilter, Store, StoreError};
use class_names::ClassNames;
use response::{Content, Report};

pub(crate) use response::Response;
pub(crate) use review::{LabeledShape, Line, Point, Polygon, Rectangle, Review, WholeImage};
pub(crate) use service::find_service;

/// The most predictions of a statistic.
const LIMIT: u32 = 50_000;
/// The most predictions of a statistic that lists them, or that compares each with its review.
const LISTED_LIMIT: u32 = 10_000;
/// The most predictions of a statistic that reads each object.
const DRIFT_LIMIT: u32 = 20_000;

/// A statistic failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StatisticsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the computation stopped")]
    Stopped(#[source] tokio::task::JoinError),
}

/// Computes a statistic of a deployment.
pub(crate) async fn compute(
    store: &Store,
    deployment: &Deployment,
    service: StatisticsService,
    filter: SelectionFilter,
) -> Result<Response, StatisticsError> {
    let content = content(store, deployment, service, filter).await?;
    let deployment_id = deployment.uuid.clone();
    Ok(Response { service: service.as_str(), aggregated: service.is_aggregated(), deployment_id, content })
}

async fn content(
    store: &Store,
    deployment: &Deployment,
    service: StatisticsService,
    filter: SelectionFilter,
) -> Result<Content, StatisticsError> {
    let names = ClassNames::new(store.labels(deployment).await?);
    let select = |limit| Selection::new(deployment, filter.clone(), limit);
    let reviewed =
        |limit| Selection::new(deployment, SelectionFilter { reviewed: true, ..filter.clone() }, limit);
    let inference_type = deployment.inference_type;
    let (selection, report) = match service {
        StatisticsService::OutlyingScores => {
            let reason = "outlier scores need an auto-encoder, and this service runs no models";
            return Ok(Content::not_computed(reason));
        }
        StatisticsService::Metrics => {
            let selection = select(LISTED_LIMIT);
            let report = metrics::per_prediction(store, &selection).await?;
            (selection, Report::MetricsByPrediction(report))
        }
        StatisticsService::AggregatedMetrics => {
            let selection = select(LIMIT);
            let report = metrics::aggregated(store, &selection).await?;
            (selection, Report::Metrics(report))
        }
        StatisticsService::LabelDistribution => {
            let selection = reviewed(LIMIT);
            match label_distribution::of_reviews(store, &selection).await? {
                Some(report) => (selection, Report::Labels(report)),
                None => {
                    let selection = select(LIMIT);
                    let report = label_distribution::of_predictions(store, &selection, &names).await?;
                    (selection, Report::Labels(report))
                }
            }
        }
        StatisticsService::AggregatedLabelDistribution => {
            let selection = select(LIMIT);
            let report = label_distribution::of_predictions(store, &selection, &names).await?;
            (selection, Report::Labels(report))
        }
        StatisticsService::ObjectDetection | StatisticsService::AggregatedObjectDetection => {
            if !matches!(inference_type, InferenceType::ObjectDetection | InferenceType::Segmentation) {
                return Ok(Content::not_computed("the type of the deployment has no boxes"));
            }
            let selection = reviewed(LISTED_LIMIT);
            let listed = !service.is_aggregated();
            let report = detection::compare(store, &selection, &names, listed).await?;
            (selection, Report::Detection(report))
        }
        StatisticsService::Classification => {
            if inference_type != InferenceType::Classification {
                return Ok(Content::not_computed("the type of the deployment is not classification"));
            }
            let selection = reviewed(LISTED_LIMIT);
            let report = classification::compare(store, &selection, &names).await?;
            (selection, Report::Classification(report))
        }
        StatisticsService::AggregatedDrift => {
            let selection = select(DRIFT_LIMIT);
            let report = drift::compare(store, &selection, names).await?;
            (selection, Report::Drift(report))
        }
        _ => return Ok(Content::not_computed("this service does not compute this statistic")),
    };
    Ok(Content::computed(selected(store, &selection).await?, report))
}

/// Describes the predictions that a selection contains.
async fn selected(store: &Store, selection: &Selection) -> Result<StatisticsSelection, StatisticsError> {
    let (predictions, truncated) = store.selected(selection).await?;
    let mut selected = StatisticsSelection::default();
    selected.predictions = predictions.into();
    selected.limit = selection.limit.into();
    selected.truncated = truncated;
    selected.reviewed_only = selection.filter.reviewed;
    Ok(selected)
}
