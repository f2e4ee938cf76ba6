//! Monitoring: one prediction with its image.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::json;

use super::deployments::existing_deployment;
use super::params::Id;
use crate::api_error::ApiError;
use crate::app::App;
use crate::ingest::{self, IdempotencyKey, IngestError};
use crate::store::{Deployment, Receipt, Recorded};
use crate::{auth, body};

/// Says that the answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

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
    let deployment = match allowed {
        Ok(deployment) => deployment,
        Err(refused) => {
            body::drain(&headers, body, app.body_limit).await;
            return Err(refused);
        }
    };
    let body = body::read(&headers, body, app.body_limit).await?;
    let key = IdempotencyKey::of_headers(&headers)?;
    let deployment_uuid = deployment.uuid.clone();
    // On its own task: a client that goes away in the middle does not leave an image without its record.
    let recorded = tokio::spawn(async move { ingest::ingest(&app, &deployment, key, body).await });
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
        Recorded::KeyReused => Err(ApiError::new(
            StatusCode::CONFLICT,
            "This Idempotency-Key was used for another prediction of this deployment",
        )),
    }
}

/// A compressed body would otherwise be reported as one that is not JSON.
fn refuse_encoding(headers: &HeaderMap) -> Result<(), ApiError> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Bodies with a Content-Encoding are not taken: send the JSON as it is",
        )),
        _ => Ok(()),
    }
}

/// The JWT first: who has none learns nothing about which deployments exist.
async fn authorize(app: &App, id: Result<Id, ApiError>, headers: &HeaderMap) -> Result<Deployment, ApiError> {
    let authenticated = auth::authenticated_deployment(app, headers)?;
    let Id(id) = id?;
    let deployment = existing_deployment(app, id).await?;
    if authenticated == id {
        Ok(deployment)
    } else {
        Err(ApiError::unauthorized("This JWT is for another deployment"))
    }
}

fn created(deployment_uuid: &str, receipt: &Receipt) -> Response {
    let answer = json!({
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
    (StatusCode::CREATED, Json(answer)).into_response()
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
