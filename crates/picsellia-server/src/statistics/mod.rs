//! Statistics of predictions and reviews. The README defines the content of each response.

mod boxes;
mod class_names;
mod classification;
mod detection;
mod drift;
mod ks;
mod label_distribution;
mod metrics;
mod review;
mod service;
mod summary;

use picsellia_core::InferenceType;
use serde_json::{Map, Value, json};

use crate::store::{Deployment, Selection, SelectionFilter, Store, StoreError};
use class_names::ClassNames;

pub(crate) use review::{LabeledShape, Line, Point, Polygon, Rectangle, Review, WholeImage};
pub(crate) use service::Service;

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

/// Computes the response of a service: an object whose field `computed` is false if it has no
/// content.
pub(crate) async fn compute(
    store: &Store,
    deployment: &Deployment,
    service: Service,
    filter: SelectionFilter,
) -> Result<Value, StatisticsError> {
    let names = ClassNames::new(store.labels(deployment).await?);
    let select = |limit| Selection::new(deployment, filter.clone(), limit);
    let reviewed =
        |limit| Selection::new(deployment, SelectionFilter { reviewed: true, ..filter.clone() }, limit);
    let inference_type = deployment.inference_type;
    let (selection, fields) = match service {
        Service::Outliers => {
            (None, not_computed("outlier scores need an auto-encoder, and this service runs no models"))
        }
        Service::Metrics => {
            let selection = select(LISTED_LIMIT);
            let fields = metrics::per_prediction(store, &selection).await?;
            (Some(selection), fields)
        }
        Service::AggregatedMetrics => {
            let selection = select(LIMIT);
            let fields = metrics::aggregated(store, &selection).await?;
            (Some(selection), fields)
        }
        Service::LabelDistribution => {
            let selection = reviewed(LIMIT);
            match label_distribution::of_reviews(store, &selection).await? {
                Some(fields) => (Some(selection), fields),
                None => {
                    let selection = select(LIMIT);
                    let fields = label_distribution::of_predictions(store, &selection, &names).await?;
                    (Some(selection), fields)
                }
            }
        }
        Service::AggregatedLabelDistribution => {
            let selection = select(LIMIT);
            let fields = label_distribution::of_predictions(store, &selection, &names).await?;
            (Some(selection), fields)
        }
        Service::ObjectDetection | Service::AggregatedObjectDetection => {
            if matches!(inference_type, InferenceType::ObjectDetection | InferenceType::Segmentation) {
                let selection = reviewed(LISTED_LIMIT);
                let listed = service == Service::ObjectDetection;
                let fields = detection::compare(store, &selection, &names, listed).await?;
                (Some(selection), fields)
            } else {
                (None, not_computed("the type of the deployment has no boxes"))
            }
        }
        Service::Classification => {
            if inference_type == InferenceType::Classification {
                let selection = reviewed(LISTED_LIMIT);
                let fields = classification::compare(store, &selection, &names).await?;
                (Some(selection), fields)
            } else {
                (None, not_computed("the type of the deployment is not classification"))
            }
        }
        Service::Drift => {
            let selection = select(DRIFT_LIMIT);
            let fields = drift::compare(store, &selection, names).await?;
            (Some(selection), fields)
        }
    };
    let mut response = json!({
        "service": service.name(),
        "aggregated": service.is_aggregated(),
        "deployment_id": deployment.uuid,
    });
    if let Some(response) = response.as_object_mut() {
        if let Some(selection) = selection {
            let (predictions, truncated) = store.selected(&selection).await?;
            let selected = json!({
                "predictions": predictions,
                "limit": selection.limit,
                "truncated": truncated,
                "reviewed_only": selection.filter.reviewed,
            });
            response.insert("computed".to_owned(), Value::Bool(true));
            response.insert("selection".to_owned(), selected);
        }
        response.extend(fields);
    }
    Ok(response)
}

/// The fields of a response.
type Fields = Map<String, Value>;

fn not_computed(reason: &str) -> Fields {
    fields(json!({ "computed": false, "reason": reason }))
}

/// The fields of an object literal.
fn fields(object: Value) -> Fields {
    match object {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
