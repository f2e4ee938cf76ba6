//! What changes and removes data.

use super::{DataRecord, Store, StoreError};

/// Which of the two kinds of metadata.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MetadataKind {
    /// Under the keys that the platform knows.
    Known,
    /// Under the user's own keys.
    Custom,
}

impl Store {
    /// Replaces metadata by this JSON text, or removes it.
    pub(crate) async fn set_metadata(
        &self,
        data: &DataRecord,
        kind: MetadataKind,
        metadata: Option<&str>,
    ) -> Result<(), StoreError> {
        let statement = match kind {
            MetadataKind::Known => "UPDATE data SET metadata = ? WHERE id = ?",
            MetadataKind::Custom => "UPDATE data SET custom_metadata = ? WHERE id = ?",
        };
        sqlx::query(statement).bind(metadata).bind(data.key).execute(&self.writer).await?;
        Ok(())
    }

    /// Removes a data. The predictions on it stay for the statistics, as those whose image was never kept.
    pub(crate) async fn delete_data(&self, data: &DataRecord) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE predictions SET asset_uuid = NULL, data_id = NULL WHERE data_id = ?")
            .bind(data.key)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM data WHERE id = ?").bind(data.key).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Which of these object names no data has.
    pub(crate) async fn without_data(&self, object_names: &[String]) -> Result<Vec<String>, StoreError> {
        let names = sqlx::query_scalar(
            "SELECT n.value FROM json_each(?) n WHERE NOT EXISTS (SELECT 1 FROM data d WHERE d.object_name = n.value)",
        );
        let names = names.bind(serde_json::Value::from(object_names).to_string());
        Ok(names.fetch_all(&self.readers).await?)
    }
}
