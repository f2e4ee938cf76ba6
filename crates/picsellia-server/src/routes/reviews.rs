//! Reviews of predicted assets.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::request::{Id, JsonBody, PlatformAccess, existing_asset, existing_deployment};
use crate::api_error::ApiError;
use crate::app::App;
use crate::statistics::{LabeledShape, Line, Point, Polygon, Rectangle, Review, WholeImage};
use crate::store::{Instant, NewReview, new_uuid};

/// A review as clients send it. Absent lists are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SentReview {
    rectangles: Vec<SentShape<Rectangle>>,
    polygons: Vec<SentShape<Polygon>>,
    classifications: Vec<SentShape<WholeImage>>,
    lines: Vec<SentShape<Line>>,
    points: Vec<SentShape<Point>>,
}

/// A shape with its label, by id or by name. Clients before 6.32 send the name.
#[derive(Debug, Deserialize)]
struct SentShape<S> {
    #[serde(flatten)]
    shape: S,
    label_id: Option<String>,
    label: Option<String>,
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    JsonBody(new): JsonBody<SentReview>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let asset = existing_asset(&app, id).await?;
    let deployment =
        uuid::Uuid::try_parse(&asset.deployment_uuid).map_err(|error| ApiError::internal(&error))?;
    let deployment = existing_deployment(&app, deployment).await?;
    let labels = Labels::new(app.store.labels(&deployment).await?);
    let review = Review {
        rectangles: labels.resolve("rectangles", new.rectangles)?,
        polygons: labels.resolve("polygons", new.polygons)?,
        classifications: labels.resolve("classifications", new.classifications)?,
        lines: labels.resolve("lines", new.lines)?,
        points: labels.resolve("points", new.points)?,
    };
    let (id, created_at) = (new_uuid(), Instant::now());
    let mut view = json!(review);
    if let Some(fields) = view.as_object_mut() {
        fields.insert("id".to_owned(), id.as_str().into());
        fields.insert("created_at".to_owned(), created_at.to_string().into());
    }
    let review = NewReview { uuid: id, review: view.to_string(), created_at };
    if app.store.add_review(&asset.asset_uuid, &review).await? {
        Ok((StatusCode::CREATED, Json(view)))
    } else {
        Err(ApiError::not_found("predicted asset"))
    }
}

/// The labels of a deployment, by id and by name.
struct Labels {
    names: HashMap<String, String>,
    ids: HashMap<String, String>,
}

impl Labels {
    fn new(labels: Vec<crate::store::Label>) -> Self {
        let ids = labels.iter().map(|label| (label.name.clone(), label.uuid.clone())).collect();
        Self { names: labels.into_iter().map(|label| (label.uuid, label.name)).collect(), ids }
    }

    fn resolve<S>(&self, list: &str, sent: Vec<SentShape<S>>) -> Result<Vec<LabeledShape<S>>, ApiError> {
        let resolve = |(index, sent): (usize, SentShape<S>)| {
            let (label_id, label) = self
                .find(&sent)
                .map_err(|message| ApiError::unprocessable(&format!("{list}[{index}]"), &message, "label"))?;
            Ok(LabeledShape { shape: sent.shape, label_id, label })
        };
        sent.into_iter().enumerate().map(resolve).collect()
    }

    fn find<S>(&self, sent: &SentShape<S>) -> Result<(String, String), String> {
        match (&sent.label_id, &sent.label) {
            (Some(given), _) => {
                let id = uuid::Uuid::try_parse(given).map_or_else(|_| given.clone(), |id| id.to_string());
                let name = self.names.get(&id);
                name.map(|name| (id, name.clone()))
                    .ok_or_else(|| format!("{given:?} is not the id of a label of the deployment"))
            }
            (None, Some(name)) => {
                let id = self.ids.get(name);
                id.map(|id| (id.clone(), name.clone()))
                    .ok_or_else(|| format!("{name:?} is not the name of a label of the deployment"))
            }
            (None, None) => Err("label_id is missing".to_owned()),
        }
    }
}
