//! Monitoring: one prediction with its image.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::json;

use super::oracle_access::authorize;
use super::params::Id;
use crate::api_error::ApiError;
use crate::app::App;
use crate::body;
use crate::ingest::{self, IdempotencyKey, IngestError};
use crate::intake::Reservation;
use crate::store::{Receipt, Recorded};

/// Says that the response is that of an earlier request.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

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
    let (deployment, body, room) = receive(&app, &headers, body, allowed).await?;
    let key = IdempotencyKey::of_headers(&headers)?;
    let deployment_uuid = deployment.uuid.clone();
    // On its own task: a client that goes away in the middle does not leave an image without its record.
    let ingests = app.ingests.clone();
    let recorded = ingests.spawn(async move {
        let recorded = ingest::ingest(&app, &deployment, key, body).await;
        drop(room);
        recorded
    });
    match recorded.await.map_err(|error| ApiError::internal(&error))?? {
        Recorded::Created(receipt) => {
            tracing::debug!(deployment = deployment_uuid, id = receipt.uuid, "recorded");
            Ok(created(&deployment_uuid, &receipt))
        }
        Recorded::Replayed(receipt) => {
            let mut response = created(&deployment_uuid, &receipt);
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
        Recorded::KeyReused => {
            Err(conflict("This Idempotency-Key was used for another prediction of this deployment"))
        }
        Recorded::AlreadyPredicted => Err(conflict("This deployment has a prediction on this data already")),
        Recorded::UnknownObject => Err(ApiError::not_found("The object of cloud_image was")),
    }
}

/// Reads the body of an allowed request, once there is room for it; the body of another one is read and forgotten.
pub(super) async fn receive<T>(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    allowed: Result<T, ApiError>,
) -> Result<(T, Bytes, Reservation), ApiError> {
    let admit = async {
        let allowed = allowed?;
        let expected = body::expected_length(headers, app.body_limits.bytes)?;
        Ok((allowed, app.intake.reserve(expected).await?))
    };
    let admitted: Result<_, ApiError> = admit.await;
    match admitted {
        Ok((allowed, room)) => Ok((allowed, body::read(headers, body, app.body_limits).await?, room)),
        Err(refused) => {
            body::drain(headers, body, app.body_limits.bytes).await;
            Err(refused)
        }
    }
}

pub(super) fn conflict(message: &str) -> ApiError {
    ApiError::new(StatusCode::CONFLICT, message)
}

/// A compressed body would otherwise be reported as one that is not JSON.
pub(super) fn refuse_encoding(headers: &HeaderMap) -> Result<(), ApiError> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Bodies with a Content-Encoding are not taken: send the JSON as it is",
        )),
        _ => Ok(()),
    }
}

fn created(deployment_uuid: &str, receipt: &Receipt) -> Response {
    let response = json!({
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
    (StatusCode::CREATED, Json(response)).into_response()
}

impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Syntax(message) => {
                Self::new(StatusCode::BAD_REQUEST, format!("The body is not JSON: {message}"))
            }
            IngestError::Schema { path, message } => Self::unprocessable(&path, &message, "value_error"),
            IngestError::InvalidKey => {
                Self::bad_request("Idempotency-Key must be 1 to 255 visible ASCII characters, sent once")
            }
            IngestError::Store(error) => error.into(),
            IngestError::Images(error) => error.into(),
            IngestError::Stopped(error) => Self::internal(&error),
        }
    }
}
