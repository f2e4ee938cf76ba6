//! Organizations and their datalakes.

use uuid::Uuid;

use super::{Instant, Store, StoreError, new_uuid};

/// The datalake that every organization has.
const DEFAULT_DATALAKE: &str = "default";

/// An organization.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Organization {
    pub(crate) id: i64,
    pub(crate) uuid: String,
    pub(crate) name: String,
}

/// A datalake of an organization.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Datalake {
    pub(crate) id: i64,
    pub(crate) organization_id: i64,
    pub(crate) uuid: String,
    pub(crate) name: String,
}

impl Store {
    /// Finds or creates the organization of this name and its default datalake.
    pub(crate) async fn ensure_organization(&self, name: &str) -> Result<Organization, StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO organizations (uuid, name, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
        )
        .bind(new_uuid())
        .bind(name)
        .bind(Instant::now())
        .execute(&mut *transaction)
        .await?;
        let organization: Organization =
            sqlx::query_as("SELECT id, uuid, name FROM organizations WHERE name = ?")
                .bind(name)
                .fetch_one(&mut *transaction)
                .await?;
        sqlx::query(
            "INSERT INTO datalakes (uuid, organization_id, name, created_at) VALUES (?, ?, ?, ?) \
             ON CONFLICT (organization_id, name) DO NOTHING",
        )
        .bind(new_uuid())
        .bind(organization.id)
        .bind(DEFAULT_DATALAKE)
        .bind(Instant::now())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(organization)
    }

    pub(crate) async fn organization(&self, uuid: Uuid) -> Result<Option<Organization>, StoreError> {
        Ok(sqlx::query_as("SELECT id, uuid, name FROM organizations WHERE uuid = ?")
            .bind(uuid.to_string())
            .fetch_optional(&self.readers)
            .await?)
    }

    pub(crate) async fn organization_by_name(&self, name: &str) -> Result<Option<Organization>, StoreError> {
        Ok(sqlx::query_as("SELECT id, uuid, name FROM organizations WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?)
    }

    /// Returns the oldest organization, which is the one of a client that names none.
    pub(crate) async fn default_organization(&self) -> Result<Option<Organization>, StoreError> {
        Ok(sqlx::query_as("SELECT id, uuid, name FROM organizations ORDER BY id LIMIT 1")
            .fetch_optional(&self.readers)
            .await?)
    }

    /// Returns the datalakes of an organization. The first one is the default.
    pub(crate) async fn datalakes(&self, organization: &Organization) -> Result<Vec<Datalake>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, organization_id, uuid, name FROM datalakes WHERE organization_id = ? ORDER BY id",
        )
        .bind(organization.id)
        .fetch_all(&self.readers)
        .await?)
    }

    pub(crate) async fn datalake(&self, uuid: Uuid) -> Result<Option<Datalake>, StoreError> {
        Ok(sqlx::query_as("SELECT id, organization_id, uuid, name FROM datalakes WHERE uuid = ?")
            .bind(uuid.to_string())
            .fetch_optional(&self.readers)
            .await?)
    }
}
