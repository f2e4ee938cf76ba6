//! Records one prediction with its image.

use std::sync::Arc;

use bytes::Bytes;

use super::decode::{DecodedImage, decode};
use super::error::IngestError;
use super::hash::hash_and_decode;
use super::idempotency::IdempotencyKey;
use super::{object_name, sampling};
use crate::app::App;
use crate::store::{Deployment, NewData, NewPrediction, PredictionContent, PredictionData, Recorded};

/// Decodes, validates and records a prediction. A replay is recorded once.
pub(crate) async fn ingest(
    app: &Arc<App>,
    deployment: &Deployment,
    key: Option<IdempotencyKey>,
    body: Bytes,
) -> Result<Recorded, IngestError> {
    let inference_type = deployment.inference_type;
    let (body_sha256, decoded) = hash_and_decode(body, move |body| decode(body, inference_type)).await?;
    let idempotency_key = key.unwrap_or_else(|| IdempotencyKey::from_body_hash(&body_sha256)).into_stored();
    if let Some(replay) = app.store.replay(deployment, &idempotency_key, &body_sha256).await? {
        return Ok(replay);
    }

    let (content, image) = decoded?;
    let sampled =
        content.details.sample.unwrap_or_else(|| sampling::keeps(deployment.sample_rate, &body_sha256));
    // The image is stored before the record, so that no record lacks its image.
    let data = store_image(app, deployment, &content, image, sampled).await?;
    let new_object = match &data {
        PredictionData::New(data) => Some(data.object_name.clone()),
        PredictionData::Unsampled | PredictionData::Existing { .. } => None,
    };
    let prediction = NewPrediction { idempotency_key, body_sha256, content, data };
    let recorded = app.recorder.record(deployment.clone(), prediction).await;
    if let (Some(object_name), Ok(Recorded::Replayed(_) | Recorded::KeyReused)) = (new_object, &recorded) {
        // A concurrent request with the same key was recorded first. After an error the image
        // stays, because its record may have been committed.
        app.images.discard(&object_name).await;
    }
    Ok(recorded?)
}

async fn store_image(
    app: &App,
    deployment: &Deployment,
    content: &PredictionContent,
    image: DecodedImage,
    sampled: bool,
) -> Result<PredictionData, IngestError> {
    match image {
        DecodedImage::Stored { connector, object_name } => {
            let checked = app.connector.check(&connector);
            checked.map_err(|(path, message)| IngestError::Schema { path: path.to_owned(), message })?;
            Ok(PredictionData::Existing { object_name, sampled })
        }
        DecodedImage::Embedded(_) if !sampled => Ok(PredictionData::Unsampled),
        DecodedImage::Embedded(image) => {
            let upload_dir = content.details.upload_dir.as_deref();
            let object_name = object_name::new(&deployment.uuid, upload_dir, content.content_type);
            let size = image.len();
            app.images.put(&object_name, image).await?;
            Ok(PredictionData::New(NewData { object_name, size }))
        }
    }
}
