//! Monitoring: a shadow prediction beside a stored one.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use super::oracle_access::other_deployment;
use super::params::Id;
use super::predictions::{REPLAYED, conflict, receive, refuse_encoding};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth;
use crate::ingest::{self, IdempotencyKey};
use crate::store::{Champion, ShadowRecorded};

pub(super) async fn monitor(
    State(app): State<Arc<App>>,
    id: Result<Id, ApiError>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let allowed = match refuse_encoding(&headers) {
        Ok(()) => authorize(&app, id, &headers).await,
        Err(refused) => Err(refused),
    };
    let ((champion, id), body, room) = receive(&app, &headers, body, allowed).await?;
    let key = IdempotencyKey::of_headers(&headers)?;
    let response = json!({ "prediction_id": id.0.to_string() });
    let ingests = app.ingests.clone();
    let recorded = ingests.spawn(async move {
        let recorded = ingest::ingest_shadow(&app, &champion, key, body).await;
        drop(room);
        recorded
    });
    let mut created = (StatusCode::CREATED, Json(response)).into_response();
    match recorded.await.map_err(|error| ApiError::internal(&error))?? {
        ShadowRecorded::Created => Ok(created),
        ShadowRecorded::Replayed => {
            created.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(created)
        }
        ShadowRecorded::Taken => Err(conflict("This prediction has a shadow already")),
        ShadowRecorded::KeyReused => Err(conflict("This Idempotency-Key was used for another shadow")),
        ShadowRecorded::Gone => Err(ApiError::not_found("Prediction")),
    }
}

/// The prediction of a path. As everywhere, the JWT first.
async fn authorize(
    app: &App,
    id: Result<Id, ApiError>,
    headers: &HeaderMap,
) -> Result<(Champion, Id), ApiError> {
    let authenticated = auth::authenticated_deployment(app, headers)?;
    let id = id?;
    let champion = app.store.champion(id.0).await?.ok_or_else(|| ApiError::not_found("Prediction"))?;
    if champion.deployment_uuid == authenticated.to_string() {
        Ok((champion, id))
    } else {
        Err(other_deployment())
    }
}
