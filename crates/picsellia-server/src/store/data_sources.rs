//! The data sources of an organization.

use super::{Named, Organization, Store, StoreError, new_uuid};

impl Store {
    /// Returns the sources of an organization, oldest first.
    pub(crate) async fn data_sources(&self, organization: &Organization) -> Result<Vec<Named>, StoreError> {
        let sources =
            sqlx::query_as("SELECT uuid, name FROM data_sources WHERE organization_id = ? ORDER BY id");
        Ok(sources.bind(organization.id).fetch_all(&self.readers).await?)
    }

    pub(crate) async fn data_source_by_name(
        &self,
        organization: &Organization,
        name: &str,
    ) -> Result<Option<Named>, StoreError> {
        let source =
            sqlx::query_as("SELECT uuid, name FROM data_sources WHERE organization_id = ? AND name = ?");
        Ok(source.bind(organization.id).bind(name).fetch_optional(&self.readers).await?)
    }

    /// Creates a source. Returns `None` if the name is taken.
    pub(crate) async fn create_data_source(
        &self,
        organization: &Organization,
        name: &str,
    ) -> Result<Option<Named>, StoreError> {
        let source = sqlx::query_as(
            "INSERT INTO data_sources (uuid, organization_id, name) VALUES (?, ?, ?) \
             ON CONFLICT (organization_id, name) DO NOTHING RETURNING uuid, name",
        );
        Ok(source.bind(new_uuid()).bind(organization.id).bind(name).fetch_optional(&self.writer).await?)
    }
}
