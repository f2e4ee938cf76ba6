//! Recording a prediction, once.

use sqlx::SqliteConnection;

use super::{Deployment, Instant, Store, StoreError, new_uuid};

/// A prediction that was decoded and checked.
#[derive(Debug)]
pub(crate) struct NewPrediction {
    /// Unique within the deployment; see the column of this name.
    pub(crate) idempotency_key: String,
    pub(crate) body_sha256: [u8; 32],
    pub(crate) filename: String,
    pub(crate) content_type: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) source: String,
    pub(crate) tags: Vec<String>,
    /// JSON text.
    pub(crate) champion: String,
    /// Seconds.
    pub(crate) latency: f64,
    /// Unix seconds, where the client gave them.
    pub(crate) timestamp: Option<f64>,
    /// JSON text and seconds.
    pub(crate) shadow: Option<(String, f64)>,
    /// JSON text.
    pub(crate) custom_metrics: Option<String>,
    /// The image that was stored for it; none when it was not sampled.
    pub(crate) data: Option<NewData>,
}

/// The data that a prediction creates in the datalake.
#[derive(Debug)]
pub(crate) struct NewData {
    pub(crate) object_name: String,
    pub(crate) size: usize,
    /// JSON text.
    pub(crate) metadata: Option<String>,
    /// JSON text.
    pub(crate) custom_metadata: Option<String>,
}

/// What was recorded for a prediction.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Receipt {
    pub(crate) uuid: String,
    pub(crate) asset_uuid: Option<String>,
    pub(crate) data_uuid: Option<String>,
    pub(crate) object_name: Option<String>,
    pub(crate) source: String,
    pub(crate) timestamp: f64,
    pub(crate) received_at: Instant,
    body_sha256: Vec<u8>,
}

/// The outcome of recording.
#[derive(Debug)]
pub(crate) enum Recorded {
    /// It is new.
    Created(Receipt),
    /// The same prediction was recorded before.
    Replayed(Receipt),
    /// The key was used before, for another body.
    KeyReused,
}

const SELECT_RECEIPT: &str = "SELECT p.uuid, p.asset_uuid, d.uuid AS data_uuid, d.object_name, p.source, p.timestamp, p.received_at, \
     p.body_sha256 FROM predictions p LEFT JOIN data d ON d.id = p.data_id \
     WHERE p.deployment_id = ? AND p.idempotency_key = ?";

impl Receipt {
    fn into_replay(self, body_sha256: &[u8; 32]) -> Recorded {
        if self.body_sha256 == body_sha256 { Recorded::Replayed(self) } else { Recorded::KeyReused }
    }
}

impl Store {
    /// What an earlier request with this key recorded. A quick answer to replays; [`Self::record`] decides.
    pub(crate) async fn replay(
        &self,
        deployment: &Deployment,
        idempotency_key: &str,
        body_sha256: &[u8; 32],
    ) -> Result<Option<Recorded>, StoreError> {
        let receipt: Option<Receipt> = sqlx::query_as(SELECT_RECEIPT)
            .bind(deployment.id)
            .bind(idempotency_key)
            .fetch_optional(&self.readers)
            .await?;
        Ok(receipt.map(|receipt| receipt.into_replay(body_sha256)))
    }

    /// Records a prediction with its data, source and tags, all or nothing, unless its key is known already.
    pub(crate) async fn record(
        &self,
        deployment: Deployment,
        prediction: NewPrediction,
    ) -> Result<Recorded, StoreError> {
        self.recorder.record(deployment, prediction).await
    }
}

/// Records within the caller's transaction, which holds the write lock.
pub(super) async fn record_one(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
) -> Result<Recorded, StoreError> {
    let existing: Option<Receipt> = sqlx::query_as(SELECT_RECEIPT)
        .bind(deployment.id)
        .bind(&prediction.idempotency_key)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(receipt) = existing {
        return Ok(receipt.into_replay(&prediction.body_sha256));
    }

    let received_at = Instant::now();
    let stored = match &prediction.data {
        Some(data) => Some(insert_data(connection, deployment, prediction, data, received_at).await?),
        None => None,
    };
    let receipt = Receipt {
        uuid: new_uuid(),
        asset_uuid: stored.as_ref().map(|_| new_uuid()),
        data_uuid: stored.as_ref().map(|(_, uuid)| uuid.clone()),
        object_name: prediction.data.as_ref().map(|data| data.object_name.clone()),
        source: prediction.source.clone(),
        timestamp: prediction.timestamp.unwrap_or(received_at.as_unix_seconds()),
        received_at,
        body_sha256: prediction.body_sha256.to_vec(),
    };
    insert_prediction(connection, deployment, prediction, &receipt, stored.map(|(id, _)| id)).await?;
    Ok(Recorded::Created(receipt))
}

async fn insert_prediction(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
    receipt: &Receipt,
    data_id: Option<i64>,
) -> Result<(), StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO predictions (uuid, deployment_id, idempotency_key, body_sha256, asset_uuid, data_id, filename, \
         content_type, width, height, source, tags, champion, latency, timestamp, custom_metrics, received_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&receipt.uuid)
    .bind(deployment.id)
    .bind(&prediction.idempotency_key)
    .bind(&receipt.body_sha256)
    .bind(&receipt.asset_uuid)
    .bind(data_id)
    .bind(&prediction.filename)
    .bind(prediction.content_type)
    .bind(prediction.width)
    .bind(prediction.height)
    .bind(&prediction.source)
    .bind(serde_json::Value::from(prediction.tags.clone()).to_string())
    .bind(&prediction.champion)
    .bind(prediction.latency)
    .bind(receipt.timestamp)
    .bind(&prediction.custom_metrics)
    .bind(receipt.received_at)
    .execute(&mut *connection)
    .await?;
    if let Some((shadow, latency)) = &prediction.shadow {
        sqlx::query(
            "INSERT INTO shadows (prediction_id, prediction, latency, received_at) VALUES (?, ?, ?, ?)",
        )
        .bind(inserted.last_insert_rowid())
        .bind(shadow)
        .bind(latency)
        .bind(receipt.received_at)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Inserts the data with its source and tags; answers its key and uuid.
async fn insert_data(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
    data: &NewData,
    created_at: Instant,
) -> Result<(i64, String), StoreError> {
    sqlx::query(
        "INSERT INTO data_sources (uuid, organization_id, name) VALUES (?, ?, ?) \
         ON CONFLICT (organization_id, name) DO NOTHING",
    )
    .bind(new_uuid())
    .bind(deployment.organization_id)
    .bind(&prediction.source)
    .execute(&mut *connection)
    .await?;
    let uuid = new_uuid();
    let inserted = sqlx::query(
        "INSERT INTO data (uuid, datalake_id, data_source_id, object_name, filename, type, content_type, \
         upload_status, width, height, size, metadata, custom_metadata, created_at) \
         VALUES (?, ?, (SELECT id FROM data_sources WHERE organization_id = ? AND name = ?), ?, ?, 'IMAGE', ?, \
         'DONE', ?, ?, ?, ?, ?, ?)",
    )
    .bind(&uuid)
    .bind(deployment.datalake_id)
    .bind(deployment.organization_id)
    .bind(&prediction.source)
    .bind(&data.object_name)
    .bind(&prediction.filename)
    .bind(prediction.content_type)
    .bind(prediction.width)
    .bind(prediction.height)
    .bind(i64::try_from(data.size).unwrap_or(i64::MAX))
    .bind(&data.metadata)
    .bind(&data.custom_metadata)
    .bind(created_at)
    .execute(&mut *connection)
    .await?;
    let id = inserted.last_insert_rowid();
    for tag in &prediction.tags {
        sqlx::query(
            "INSERT INTO tags (uuid, datalake_id, name) VALUES (?, ?, ?) ON CONFLICT (datalake_id, name) DO NOTHING",
        )
        .bind(new_uuid())
        .bind(deployment.datalake_id)
        .bind(tag)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO data_tags (data_id, tag_id) SELECT ?, id FROM tags WHERE datalake_id = ? AND name = ? \
             ON CONFLICT (data_id, tag_id) DO NOTHING",
        )
        .bind(id)
        .bind(deployment.datalake_id)
        .bind(tag)
        .execute(&mut *connection)
        .await?;
    }
    Ok((id, uuid))
}
