//! Monitoring: records one prediction with its image.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::replayed::mark_replayed;
use super::request::{Id, authorize_deployment, check_encoding, read_monitoring_body};
use crate::api_error::ApiError;
use crate::app::App;
use crate::ingest::{self, IdempotencyKey};
use crate::store::{Receipt, Recorded};

pub(super) async fn monitor(
    State(app): State<Arc<App>>,
    id: Result<Id, ApiError>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let authorized = match check_encoding(&headers) {
        Ok(()) => authorize_deployment(&app, id, &headers).await,
        Err(refused) => Err(refused),
    };
    let (deployment, body, permit) = read_monitoring_body(&app, &headers, body, authorized).await?;
    let key = IdempotencyKey::from_headers(&headers)?;
    let deployment_uuid = deployment.uuid.clone();
    // On its own task, so that a client that goes away does not leave an image without its record.
    let ingests = app.ingests.clone();
    let recorded = ingests.spawn(async move {
        let recorded = ingest::ingest(&app, &deployment, key, body).await;
        drop(permit);
        recorded
    });
    match recorded.await.map_err(|error| ApiError::internal(&error))?? {
        Recorded::Created(receipt) => {
            tracing::debug!(deployment = deployment_uuid, id = receipt.uuid, "recorded a prediction");
            Ok(created(&deployment_uuid, &receipt))
        }
        Recorded::Replayed(receipt) => Ok(mark_replayed(created(&deployment_uuid, &receipt))),
        Recorded::KeyReused => Err(ApiError::conflict(
            "the Idempotency-Key was already used for another prediction of the deployment",
        )),
        Recorded::AlreadyPredicted => {
            Err(ApiError::conflict("the deployment already has a prediction for this data"))
        }
        Recorded::UnknownObject => Err(ApiError::not_found("the object of cloud_image was")),
    }
}

fn created(deployment_uuid: &str, receipt: &Receipt) -> Response {
    let body = json!({
        "id": receipt.uuid,
        "deployment_id": deployment_uuid,
        "predicted_asset_id": receipt.asset_uuid,
        "data_id": receipt.data_uuid,
        "object_name": receipt.object_name,
        "source": receipt.source,
        "sampled": receipt.data_uuid.is_some(),
        "timestamp": receipt.timestamp,
        "created_at": receipt.received_at.to_string(),
    });
    (StatusCode::CREATED, Json(body)).into_response()
}
