//! Monitoring: records the shadow prediction of a stored prediction.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::replayed::mark_replayed;
use super::request::{Id, authenticated_deployment, check_encoding, other_deployment, read_monitoring_body};
use crate::api_error::ApiError;
use crate::app::App;
use crate::ingest::{self, IdempotencyKey};
use crate::store::{Champion, ShadowRecorded};

pub(super) async fn monitor(
    State(app): State<Arc<App>>,
    id: Result<Id, ApiError>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let authorized = match check_encoding(&headers) {
        Ok(()) => authorize_prediction(&app, id, &headers).await,
        Err(refused) => Err(refused),
    };
    let ((champion, id), body, permit) = read_monitoring_body(&app, &headers, body, authorized).await?;
    let key = IdempotencyKey::from_headers(&headers)?;
    let response = json!({ "prediction_id": id.0.to_string() });
    let ingests = app.ingests.clone();
    let recorded = ingests.spawn(async move {
        let recorded = ingest::ingest_shadow(&app, &champion, key, body).await;
        drop(permit);
        recorded
    });
    let created = (StatusCode::CREATED, Json(response)).into_response();
    match recorded.await.map_err(|error| ApiError::internal(&error))?? {
        ShadowRecorded::Created => Ok(created),
        ShadowRecorded::Replayed => Ok(mark_replayed(created)),
        ShadowRecorded::Taken => Err(ApiError::conflict("the prediction already has a shadow")),
        ShadowRecorded::KeyReused => {
            Err(ApiError::conflict("the Idempotency-Key was already used for another shadow"))
        }
        ShadowRecorded::Gone => Err(ApiError::not_found("prediction")),
    }
}

/// Returns the prediction of a path if the request has the JWT of its deployment.
///
/// The JWT is checked first, so that a client without one cannot learn which predictions exist.
async fn authorize_prediction(
    app: &App,
    id: Result<Id, ApiError>,
    headers: &HeaderMap,
) -> Result<(Champion, Id), ApiError> {
    let authenticated = authenticated_deployment(app, headers)?;
    let id = id?;
    let champion = app.store.champion(id.0).await?.ok_or_else(|| ApiError::not_found("prediction"))?;
    if champion.deployment_uuid == authenticated.to_string() {
        Ok((champion, id))
    } else {
        Err(other_deployment())
    }
}
