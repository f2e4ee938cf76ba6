//! From a request body to a stored prediction.

mod decode;
mod idempotency;
mod object_name;
mod objects;
mod sampling;
mod shadow;

use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::images::ImageError;
use crate::store::{Deployment, NewData, NewPrediction, PredictionData, Recorded, StoreError};
use decode::{Decoded, ImageSource};

pub(crate) use idempotency::IdempotencyKey;
pub(crate) use shadow::ingest_shadow;

/// Hashing and decoding more than this would hold up other requests on the same thread.
const INLINE_LIMIT: usize = 64 * 1024;

/// Why a prediction was not recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IngestError {
    #[error("the body is not JSON: {0}")]
    Syntax(String),
    #[error("{path}: {message}")]
    Schema { path: String, message: String },
    #[error("the Idempotency-Key is not valid")]
    InvalidKey,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Images(#[from] ImageError),
    #[error("decoding stopped")]
    Stopped(#[source] tokio::task::JoinError),
}

/// Decodes, checks and records one prediction; the same one sent again is recorded once.
pub(crate) async fn ingest(
    app: &Arc<App>,
    deployment: &Deployment,
    key: Option<IdempotencyKey>,
    body: Bytes,
) -> Result<Recorded, IngestError> {
    let inference_type = deployment.inference_type;
    let (body_sha256, decoded) = hash_and(body, move |body| decode::decode(body, inference_type)).await?;
    let key = key.unwrap_or_else(|| IdempotencyKey::of_body(&body_sha256)).into_stored();
    if let Some(replay) = app.store.replay(deployment, &key, &body_sha256).await? {
        return Ok(replay);
    }

    let (decoded, image) = decoded?;
    let sampled =
        decoded.details.sample.unwrap_or_else(|| sampling::keeps(deployment.sample_rate, &body_sha256));
    // The image first: a record never points at nothing.
    let data = match image {
        ImageSource::Stored { connector, object_name } => {
            let named = app.connector.check(&connector);
            named.map_err(|(path, message)| IngestError::Schema { path: path.to_owned(), message })?;
            PredictionData::Existing { object_name, sampled }
        }
        ImageSource::Sent(_) if !sampled => PredictionData::Unsampled,
        ImageSource::Sent(image) => {
            let object_name = object_name::new(
                &deployment.uuid,
                decoded.details.upload_dir.as_deref(),
                decoded.content_type,
            );
            let size = image.len();
            app.images.put(&object_name, image).await?;
            PredictionData::New(NewData { object_name, size })
        }
    };
    let stored_name = match &data {
        PredictionData::New(data) => Some(data.object_name.clone()),
        PredictionData::Unsampled | PredictionData::Existing { .. } => None,
    };
    let prediction = new_prediction(decoded, key, body_sha256, data);
    let recorded = app.recorder.record(deployment.clone(), prediction).await;
    if let (Some(object_name), Ok(Recorded::Replayed(_) | Recorded::KeyReused)) = (stored_name, &recorded) {
        // Another request with this key was faster. After an error nothing is removed: it may have been committed.
        app.images.discard(&object_name).await;
    }
    Ok(recorded?)
}

/// Hashes a body and decodes it. The decoding's own result comes apart: what was recorded before needs no decoding to
/// be known again.
async fn hash_and<T: Send + 'static>(
    body: Bytes,
    decode: impl FnOnce(&[u8]) -> T + Send + 'static,
) -> Result<([u8; 32], T), IngestError> {
    let large = body.len() > INLINE_LIMIT;
    let work = move || (Sha256::digest(&body).into(), decode(&body));
    if large { tokio::task::spawn_blocking(work).await.map_err(IngestError::Stopped) } else { Ok(work()) }
}

fn new_prediction(
    decoded: Decoded,
    idempotency_key: String,
    body_sha256: [u8; 32],
    data: PredictionData,
) -> NewPrediction {
    NewPrediction {
        idempotency_key,
        body_sha256,
        filename: decoded.filename,
        content_type: decoded.content_type,
        width: decoded.width,
        height: decoded.height,
        champion: decoded.champion,
        objects: decoded.objects,
        latency: decoded.latency,
        shadow: decoded.shadow,
        details: decoded.details,
        data,
    }
}
