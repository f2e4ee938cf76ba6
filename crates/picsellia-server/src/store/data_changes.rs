//! Changes and deletes data.

use super::{DataRecord, Store, StoreError};

/// One of the two kinds of metadata.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MetadataKind {
    /// With the keys that the platform defines.
    Known,
    /// With the user's own keys.
    Custom,
}

impl Store {
    /// Replaces the metadata by this JSON text, or removes it.
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

    /// Deletes a `Data`. Its predictions stay for the statistics, like predictions whose image was
    /// not kept.
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

    /// Returns the object names that have no record.
    pub(crate) async fn without_data(&self, object_names: &[String]) -> Result<Vec<String>, StoreError> {
        let names = sqlx::query_scalar(
            "SELECT n.value FROM json_each(?) n WHERE NOT EXISTS (SELECT 1 FROM data d WHERE d.object_name = n.value)",
        );
        let names = names.bind(serde_json::Value::from(object_names).to_string());
        Ok(names.fetch_all(&self.readers).await?)
    }
}
