//! Records a prediction once.

use picsellia_core::Timestamp;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::new_prediction::{NewPrediction, json_text};
use super::prediction_data::{DataLink, link_data};
use super::{Deployment, Instant, Store, StoreError, new_uuid};

/// The record of a prediction.
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

/// The outcome of recording a prediction.
#[derive(Debug)]
pub(crate) enum Recorded {
    /// The prediction is new.
    Created(Receipt),
    /// The same request was recorded before.
    Replayed(Receipt),
    /// The key was used for another body.
    KeyReused,
    /// The prediction names an object that no data of the organization has.
    UnknownObject,
    /// The prediction names data that already has a prediction of this deployment.
    AlreadyPredicted,
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
    /// Returns the outcome of an earlier request with this key. It saves the work of a replay. The
    /// recorder checks again.
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
}

/// Records a prediction within the transaction of the caller, which must hold the write lock.
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

    let (content, received_at) = (&prediction.content, Instant::now());
    let (linked, source) = match link_data(connection, deployment, prediction, received_at).await? {
        DataLink::Linked { data, source } => (data, source),
        DataLink::UnknownObject => return Ok(Recorded::UnknownObject),
        DataLink::AlreadyPredicted => return Ok(Recorded::AlreadyPredicted),
    };
    let receipt = Receipt {
        uuid: new_uuid(),
        asset_uuid: linked.as_ref().map(|_| new_uuid()),
        data_uuid: linked.as_ref().map(|linked| linked.uuid.clone()),
        object_name: linked.as_ref().map(|linked| linked.object_name.clone()),
        source,
        timestamp: content
            .details
            .timestamp
            .map_or(received_at.as_unix_seconds(), Timestamp::as_unix_seconds),
        received_at,
        body_sha256: prediction.body_sha256.to_vec(),
    };
    insert_prediction(connection, deployment, prediction, &receipt, linked.map(|linked| linked.id)).await?;
    Ok(Recorded::Created(receipt))
}

async fn insert_prediction(
    connection: &mut SqliteConnection,
    deployment: &Deployment,
    prediction: &NewPrediction,
    receipt: &Receipt,
    data_id: Option<i64>,
) -> Result<(), StoreError> {
    let content = &prediction.content;
    let inserted = sqlx::query(
        "INSERT INTO predictions (uuid, deployment_id, idempotency_key, body_sha256, asset_uuid, data_id, filename, \
         content_type, width, height, source, tags, champion, latency, timestamp, custom_metrics, received_at, \
         model_version_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \
         (SELECT model_version_id FROM deployments WHERE id = ?))",
    )
    .bind(&receipt.uuid)
    .bind(deployment.id)
    .bind(&prediction.idempotency_key)
    .bind(&receipt.body_sha256)
    .bind(&receipt.asset_uuid)
    .bind(data_id)
    .bind(&content.filename)
    .bind(content.content_type)
    .bind(content.width)
    .bind(content.height)
    .bind(&receipt.source)
    .bind(Value::from(content.tags()).to_string())
    .bind(&content.champion)
    .bind(content.latency)
    .bind(receipt.timestamp)
    .bind(json_text(content.details.custom_metrics.as_ref()))
    .bind(receipt.received_at)
    .bind(deployment.id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO objects (prediction_id, position, class, score, area) \
         SELECT ?, key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
    )
    .bind(inserted.last_insert_rowid())
    .bind(&content.objects)
    .execute(&mut *connection)
    .await?;
    if let Some((shadow, latency)) = &content.shadow {
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
