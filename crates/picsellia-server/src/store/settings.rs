//! Values that the service keeps for itself, such as its signing key.

use super::{Store, StoreError};

impl Store {
    /// Returns the value of this name. Stores `default` first if there is none.
    pub(crate) async fn setting_or_insert(&self, name: &str, default: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(default)
            .execute(&mut *transaction)
            .await?;
        let value = sqlx::query_scalar("SELECT value FROM settings WHERE name = ?")
            .bind(name)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(value)
    }
}
