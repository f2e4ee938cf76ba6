//! Deployments.

use picsellia_core::InferenceType;
use sqlx::error::DatabaseError;
use sqlx::{QueryBuilder, SqliteConnection};
use uuid::Uuid;

use super::inference_type::InferenceTypeColumn;
use super::{Instant, Organization, Store, StoreError, new_uuid};

/// A deployment.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Deployment {
    pub(crate) id: i64,
    pub(crate) uuid: String,
    pub(crate) name: String,
    #[sqlx(rename = "type", try_from = "InferenceTypeColumn")]
    pub(crate) inference_type: InferenceType,
    pub(crate) organization_id: i64,
    /// The key of the datalake that receives the data of its predictions.
    pub(crate) datalake_id: i64,
    pub(crate) datalake_uuid: String,
    pub(crate) min_threshold: f64,
    /// The fraction of images that are kept, from 0 to 1, if the client does not decide.
    pub(crate) sample_rate: f64,
    pub(crate) model_version_uuid: Option<String>,
    pub(crate) shadow_model_version_uuid: Option<String>,
}

/// A change of a deployment. Empty fields change nothing.
#[derive(Debug, Default)]
pub(crate) struct DeploymentChange {
    pub(crate) name: Option<String>,
    pub(crate) min_threshold: Option<f64>,
    pub(crate) sample_rate: Option<f64>,
    /// The key of a datalake.
    pub(crate) datalake_id: Option<i64>,
}

/// Another deployment of the organization has the new name.
#[derive(Debug)]
pub(crate) struct NameTaken;

const SELECT: &str = "SELECT p.id, p.uuid, p.name, p.type, p.organization_id, p.datalake_id, l.uuid AS datalake_uuid, \
     p.min_threshold, p.sample_rate, m.uuid AS model_version_uuid, \
     w.uuid AS shadow_model_version_uuid FROM deployments p JOIN datalakes l ON l.id = p.datalake_id \
     LEFT JOIN model_versions m ON m.id = p.model_version_id \
     LEFT JOIN model_versions w ON w.id = p.shadow_model_version_id WHERE ";

impl Store {
    /// Finds or creates the deployment of this name. An existing one must have the same type.
    pub(crate) async fn ensure_deployment(
        &self,
        organization: &Organization,
        name: &str,
        inference_type: InferenceType,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let inserted = sqlx::query(
            "INSERT INTO deployments (uuid, organization_id, datalake_id, name, type, created_at) \
             SELECT ?, organization_id, MIN(id), ?, ?, ? FROM datalakes WHERE organization_id = ? \
             GROUP BY organization_id ON CONFLICT (organization_id, name) DO NOTHING",
        )
        .bind(new_uuid())
        .bind(name)
        .bind(inference_type.as_str())
        .bind(Instant::now())
        .bind(organization.id)
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() > 0 {
            insert_model_version(&mut transaction, inserted.last_insert_rowid()).await?;
        }
        let existing: InferenceTypeColumn =
            sqlx::query_scalar("SELECT type FROM deployments WHERE organization_id = ? AND name = ?")
                .bind(organization.id)
                .bind(name)
                .fetch_one(&mut *transaction)
                .await?;
        transaction.commit().await?;
        let existing = InferenceType::from(existing);
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

    /// Changes the fields that are given.
    pub(crate) async fn change_deployment(
        &self,
        deployment: &Deployment,
        change: &DeploymentChange,
    ) -> Result<Result<(), NameTaken>, StoreError> {
        let changed = sqlx::query(
            "UPDATE deployments SET name = COALESCE(?, name), min_threshold = COALESCE(?, min_threshold), \
             sample_rate = COALESCE(?, sample_rate), datalake_id = COALESCE(?, datalake_id) WHERE id = ?",
        )
        .bind(&change.name)
        .bind(change.min_threshold)
        .bind(change.sample_rate)
        .bind(change.datalake_id)
        .bind(deployment.id)
        .execute(&self.writer)
        .await;
        match changed {
            Ok(_) => Ok(Ok(())),
            Err(error) if error.as_database_error().is_some_and(DatabaseError::is_unique_violation) => {
                Ok(Err(NameTaken))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the UUID of every deployment.
    pub(crate) async fn deployment_uuids(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT uuid FROM deployments").fetch_all(&self.readers).await?)
    }

    /// Returns the deployments of an organization, oldest first.
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

/// Creates the model version of a new deployment.
async fn insert_model_version(
    connection: &mut SqliteConnection,
    deployment_id: i64,
) -> Result<(), StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO model_versions (uuid, model_uuid, deployment_id, created_at) VALUES (?, ?, ?, ?)",
    )
    .bind(new_uuid())
    .bind(new_uuid())
    .bind(deployment_id)
    .bind(Instant::now())
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE deployments SET model_version_id = ? WHERE id = ?")
        .bind(inserted.last_insert_rowid())
        .bind(deployment_id)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
