//! The tags of a datalake.

use super::{Datalake, Named, Store, StoreError, new_uuid};

impl Store {
    /// Returns the tags of a datalake, oldest first.
    pub(crate) async fn tags(&self, datalake: &Datalake) -> Result<Vec<Named>, StoreError> {
        let tags = sqlx::query_as("SELECT uuid, name FROM tags WHERE datalake_id = ? ORDER BY id");
        Ok(tags.bind(datalake.id).fetch_all(&self.readers).await?)
    }

    pub(crate) async fn tag_by_name(
        &self,
        datalake: &Datalake,
        name: &str,
    ) -> Result<Option<Named>, StoreError> {
        let tag = sqlx::query_as("SELECT uuid, name FROM tags WHERE datalake_id = ? AND name = ?");
        Ok(tag.bind(datalake.id).bind(name).fetch_optional(&self.readers).await?)
    }

    /// Creates a tag. Returns `None` if the name is taken.
    pub(crate) async fn create_tag(
        &self,
        datalake: &Datalake,
        name: &str,
    ) -> Result<Option<Named>, StoreError> {
        let tag = sqlx::query_as(
            "INSERT INTO tags (uuid, datalake_id, name) VALUES (?, ?, ?) \
             ON CONFLICT (datalake_id, name) DO NOTHING RETURNING uuid, name",
        );
        Ok(tag.bind(new_uuid()).bind(datalake.id).bind(name).fetch_optional(&self.writer).await?)
    }
}
