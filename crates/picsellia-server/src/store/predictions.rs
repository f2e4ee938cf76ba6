//! Recording a prediction, once.

use picsellia_core::{RequestDetails, Timestamp};
use serde_json::{Map, Value};
use sqlx::SqliteConnection;

use super::prediction_data::{self, Link};
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
    /// JSON text.
    pub(crate) champion: String,
    /// JSON text: class, score and area of each of the champion's objects.
    pub(crate) objects: String,
    /// Seconds.
    pub(crate) latency: f64,
    /// JSON text and seconds.
    pub(crate) shadow: Option<(String, f64)>,
    pub(crate) details: RequestDetails,
    pub(crate) data: PredictionData,
}

/// The source of a prediction that names none.
const DEFAULT_SOURCE: &str = "serving";

impl NewPrediction {
    /// Returns the name of the data source.
    pub(super) fn source(&self) -> &str {
        self.details.source.as_deref().filter(|source| !source.is_empty()).unwrap_or(DEFAULT_SOURCE)
    }

    /// Returns the names of the tags.
    pub(super) fn tags(&self) -> &[String] {
        self.details.tags.as_deref().unwrap_or_default()
    }
}

/// Returns an object as JSON text, which is how it is stored.
pub(super) fn json_text(object: Option<&Map<String, Value>>) -> Option<String> {
    object.map(|object| Value::Object(object.clone()).to_string())
}

/// The data that a prediction is on.
#[derive(Debug)]
pub(crate) enum PredictionData {
    /// It was not sampled: there is none.
    Unsampled,
    /// Its image was stored.
    New(NewData),
    /// It names an image that must be in the datalake already.
    Existing { object_name: String, sampled: bool },
}

/// The data that a prediction creates in the datalake.
#[derive(Debug)]
pub(crate) struct NewData {
    pub(crate) object_name: String,
    pub(crate) size: usize,
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
    /// It names an object that no data of the organization has.
    UnknownObject,
    /// It names a data that this deployment has another prediction on.
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
    /// What an earlier request with this key recorded. It saves the work for a replay; the recorder decides.
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
    let (linked, source) =
        match prediction_data::link(connection, deployment, prediction, received_at).await? {
            Link::To { data, source } => (data, source),
            Link::UnknownObject => return Ok(Recorded::UnknownObject),
            Link::AlreadyPredicted => return Ok(Recorded::AlreadyPredicted),
        };
    let receipt = Receipt {
        uuid: new_uuid(),
        asset_uuid: linked.as_ref().map(|_| new_uuid()),
        data_uuid: linked.as_ref().map(|linked| linked.uuid.clone()),
        object_name: linked.as_ref().map(|linked| linked.object_name.clone()),
        source,
        timestamp: prediction
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
    .bind(&prediction.filename)
    .bind(prediction.content_type)
    .bind(prediction.width)
    .bind(prediction.height)
    .bind(&receipt.source)
    .bind(Value::from(prediction.tags()).to_string())
    .bind(&prediction.champion)
    .bind(prediction.latency)
    .bind(receipt.timestamp)
    .bind(json_text(prediction.details.custom_metrics.as_ref()))
    .bind(receipt.received_at)
    .bind(deployment.id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO objects (prediction_id, position, class, score, area) \
         SELECT ?, key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
    )
    .bind(inserted.last_insert_rowid())
    .bind(&prediction.objects)
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
