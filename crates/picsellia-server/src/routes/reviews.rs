//! Reviews of predicted assets.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::deployments::existing_deployment;
use super::json_body::JsonBody;
use super::params::Id;
use super::predicted_assets::existing_asset;
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::statistics::{Labelled, Line, Point, Polygon, Rectangle, Review, WholeImage};
use crate::store::{Instant, NewReview, new_uuid};

/// A review as clients send it: absent lists are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SentReview {
    rectangles: Vec<Named<Rectangle>>,
    polygons: Vec<Named<Polygon>>,
    classifications: Vec<Named<WholeImage>>,
    lines: Vec<Named<Line>>,
    points: Vec<Named<Point>>,
}

/// A shape with its label, by id or, as clients before 6.32 have it, by name.
#[derive(Debug, Deserialize)]
struct Named<S> {
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
        Err(ApiError::not_found("Predicted asset"))
    }
}

/// The labels of a deployment, by both of their handles.
struct Labels {
    names: HashMap<String, String>,
    ids: HashMap<String, String>,
}

impl Labels {
    fn new(labels: Vec<crate::store::Label>) -> Self {
        let ids = labels.iter().map(|label| (label.name.clone(), label.uuid.clone())).collect();
        Self { names: labels.into_iter().map(|label| (label.uuid, label.name)).collect(), ids }
    }

    fn resolve<S>(&self, list: &str, named: Vec<Named<S>>) -> Result<Vec<Labelled<S>>, ApiError> {
        let resolve = |(index, named): (usize, Named<S>)| {
            let (label_id, label) = self
                .find(&named)
                .map_err(|message| ApiError::unprocessable(&format!("{list}[{index}]"), &message, "label"))?;
            Ok(Labelled { shape: named.shape, label_id, label })
        };
        named.into_iter().enumerate().map(resolve).collect()
    }

    fn find<S>(&self, named: &Named<S>) -> Result<(String, String), String> {
        match (&named.label_id, &named.label) {
            (Some(given), _) => {
                let id = uuid::Uuid::try_parse(given).map_or_else(|_| given.clone(), |id| id.to_string());
                let name = self.names.get(&id);
                name.map(|name| (id, name.clone()))
                    .ok_or_else(|| format!("{given:?} is not the id of a label of this deployment"))
            }
            (None, Some(name)) => {
                let id = self.ids.get(name);
                id.map(|id| (id.clone(), name.clone()))
                    .ok_or_else(|| format!("{name:?} is not the name of a label of this deployment"))
            }
            (None, None) => Err("label_id is missing".to_owned()),
        }
    }
}
