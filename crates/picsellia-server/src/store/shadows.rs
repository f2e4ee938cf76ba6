//! Shadow predictions that arrive after their champions.

use picsellia_core::InferenceType;
use uuid::Uuid;

use super::inference_type::InferenceTypeColumn;
use super::{Instant, Store, StoreError};

/// The prediction that a shadow belongs to.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Champion {
    pub(crate) id: i64,
    pub(crate) deployment_uuid: String,
    #[sqlx(rename = "type", try_from = "InferenceTypeColumn")]
    pub(crate) inference_type: InferenceType,
}

/// A shadow that was decoded and validated.
#[derive(Debug)]
pub(crate) struct NewShadow {
    /// The client's key or the hash of the body, as for a prediction.
    pub(crate) idempotency_key: String,
    pub(crate) body_sha256: [u8; 32],
    /// JSON text.
    pub(crate) prediction: String,
    /// Seconds.
    pub(crate) latency: f64,
}

/// The outcome of recording a shadow.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ShadowRecorded {
    Created,
    /// The same request was recorded before.
    Replayed,
    /// The prediction already has another shadow.
    Taken,
    /// The key was used for another body.
    KeyReused,
    /// The prediction was deleted.
    Gone,
}

impl Store {
    pub(crate) async fn champion(&self, uuid: Uuid) -> Result<Option<Champion>, StoreError> {
        let champion = sqlx::query_as(
            "SELECT p.id, dp.uuid AS deployment_uuid, dp.type FROM predictions p \
             JOIN deployments dp ON dp.id = p.deployment_id WHERE p.uuid = ?",
        );
        Ok(champion.bind(uuid.to_string()).fetch_optional(&self.readers).await?)
    }

    /// Records the shadow of a prediction, which has at most one.
    pub(crate) async fn record_shadow(
        &self,
        champion: &Champion,
        shadow: &NewShadow,
    ) -> Result<ShadowRecorded, StoreError> {
        let mut transaction = self.write().await?;
        let inserted = sqlx::query(
            "INSERT INTO shadows (prediction_id, prediction, latency, received_at, idempotency_key, body_sha256) \
             SELECT id, ?, ?, ?, ?, ? FROM predictions WHERE id = ? ON CONFLICT (prediction_id) DO NOTHING",
        )
        .bind(&shadow.prediction)
        .bind(shadow.latency)
        .bind(Instant::now())
        .bind(&shadow.idempotency_key)
        .bind(shadow.body_sha256.as_slice())
        .bind(champion.id)
        .execute(&mut *transaction)
        .await?;
        let outcome = if inserted.rows_affected() > 0 {
            ShadowRecorded::Created
        } else {
            let existing: Option<(Option<String>, Option<Vec<u8>>)> =
                sqlx::query_as("SELECT idempotency_key, body_sha256 FROM shadows WHERE prediction_id = ?")
                    .bind(champion.id)
                    .fetch_optional(&mut *transaction)
                    .await?;
            match existing {
                None => ShadowRecorded::Gone,
                Some((key, _)) if key.as_ref() != Some(&shadow.idempotency_key) => ShadowRecorded::Taken,
                Some((_, Some(body))) if body == shadow.body_sha256 => ShadowRecorded::Replayed,
                Some(_) => ShadowRecorded::KeyReused,
            }
        };
        transaction.commit().await?;
        Ok(outcome)
    }
}
