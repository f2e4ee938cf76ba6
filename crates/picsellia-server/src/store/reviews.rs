//! Reviews: the ground truth that a person adds to a prediction.

use super::{Instant, Store, StoreError};

/// A review to store.
#[derive(Debug)]
pub(crate) struct NewReview {
    pub(crate) uuid: String,
    /// JSON text that includes the UUID and the instant.
    pub(crate) review: String,
    pub(crate) created_at: Instant,
}

impl Store {
    /// Stores a review. Returns `false` if the asset was deleted.
    pub(crate) async fn add_review(&self, asset_uuid: &str, review: &NewReview) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let inserted = sqlx::query(
            "INSERT INTO reviews (uuid, prediction_id, review, created_at) \
             SELECT ?, id, ?, ? FROM predictions WHERE asset_uuid = ?",
        )
        .bind(&review.uuid)
        .bind(&review.review)
        .bind(review.created_at)
        .bind(asset_uuid)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE predictions SET reviewed = 1 WHERE asset_uuid = ?")
            .bind(asset_uuid)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(inserted.rows_affected() > 0)
    }
}
