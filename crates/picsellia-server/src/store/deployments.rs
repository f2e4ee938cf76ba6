//! Deployments.

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Instant, Organization, Store, StoreError, new_uuid};

/// A deployment.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Deployment {
    pub(crate) id: i64,
    pub(crate) uuid: String,
    pub(crate) name: String,
    /// The platform's spelling of the inference type.
    #[sqlx(rename = "type")]
    pub(crate) inference_type: String,
    pub(crate) organization_id: i64,
    /// Where the data of its predictions goes.
    pub(crate) datalake_id: i64,
    pub(crate) datalake_uuid: String,
}

const SELECT: &str = "SELECT p.id, p.uuid, p.name, p.type, p.organization_id, p.datalake_id, l.uuid AS datalake_uuid \
     FROM deployments p JOIN datalakes l ON l.id = p.datalake_id WHERE ";

impl Store {
    /// Finds the deployment of this name in the organization, or creates it. Its type must be the same.
    pub(crate) async fn ensure_deployment(
        &self,
        organization: &Organization,
        name: &str,
        inference_type: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO deployments (uuid, organization_id, datalake_id, name, type, created_at) \
             SELECT ?, organization_id, MIN(id), ?, ?, ? FROM datalakes WHERE organization_id = ? \
             GROUP BY organization_id ON CONFLICT (organization_id, name) DO NOTHING",
        )
        .bind(new_uuid())
        .bind(name)
        .bind(inference_type)
        .bind(Instant::now())
        .bind(organization.id)
        .execute(&mut *transaction)
        .await?;
        let existing: String =
            sqlx::query_scalar("SELECT type FROM deployments WHERE organization_id = ? AND name = ?")
                .bind(organization.id)
                .bind(name)
                .fetch_one(&mut *transaction)
                .await?;
        transaction.commit().await?;
        if existing == inference_type {
            Ok(())
        } else {
            Err(StoreError::DeploymentType { name: name.to_owned(), existing })
        }
    }

    pub(crate) async fn deployment(&self, uuid: Uuid) -> Result<Option<Deployment>, StoreError> {
        let mut sql = QueryBuilder::new(SELECT);
        sql.push("p.uuid = ").push_bind(uuid.to_string());
        Ok(sql.build_query_as().fetch_optional(&self.readers).await?)
    }

    pub(crate) async fn deployment_by_name(
        &self,
        organization: &Organization,
        name: &str,
    ) -> Result<Option<Deployment>, StoreError> {
        let mut sql = QueryBuilder::new(SELECT);
        sql.push("p.organization_id = ").push_bind(organization.id);
        sql.push(" AND p.name = ").push_bind(name.to_owned());
        Ok(sql.build_query_as().fetch_optional(&self.readers).await?)
    }

    /// Every deployment of an organization, oldest first.
    pub(crate) async fn deployments(
        &self,
        organization: &Organization,
    ) -> Result<Vec<Deployment>, StoreError> {
        let mut sql = QueryBuilder::new(SELECT);
        sql.push("p.organization_id = ").push_bind(organization.id);
        sql.push(" ORDER BY p.id");
        Ok(sql.build_query_as().fetch_all(&self.readers).await?)
    }
}
