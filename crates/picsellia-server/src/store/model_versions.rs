//! Model versions: what a deployment says that its predictions are made by.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Deployment, Instant, Store, StoreError, new_uuid};

/// A model version. It has the name, the type and the labels of the deployment that it came with.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct ModelVersion {
    pub(crate) id: i64,
    pub(crate) uuid: String,
    pub(crate) model_uuid: String,
    pub(crate) name: String,
    #[sqlx(rename = "type")]
    pub(crate) inference_type: String,
    /// JSON text: an object from classes to names.
    pub(crate) labels: String,
    pub(crate) created_at: Instant,
}

/// Which of the two models of a deployment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    Champion,
    Shadow,
}

impl Store {
    pub(crate) async fn model_version(&self, uuid: Uuid) -> Result<Option<ModelVersion>, StoreError> {
        let model_version = sqlx::query_as(
            "SELECT m.id, m.uuid, m.model_uuid, p.name, p.type, m.created_at, \
             (SELECT json_group_object(CAST(b.class AS TEXT), b.name) FROM labels b \
             WHERE b.deployment_id = p.id AND b.class IS NOT NULL) AS labels \
             FROM model_versions m JOIN deployments p ON p.id = m.deployment_id WHERE m.uuid = ?",
        );
        Ok(model_version.bind(uuid.to_string()).fetch_optional(&self.readers).await?)
    }

    /// Sets a model of a deployment. Predictions that are recorded already keep theirs.
    pub(crate) async fn set_model(
        &self,
        deployment: &Deployment,
        role: Role,
        model_version: &ModelVersion,
    ) -> Result<(), StoreError> {
        let statement = match role {
            Role::Champion => "UPDATE deployments SET model_version_id = ? WHERE id = ?",
            Role::Shadow => "UPDATE deployments SET shadow_model_version_id = ? WHERE id = ?",
        };
        sqlx::query(statement).bind(model_version.id).bind(deployment.id).execute(&self.writer).await?;
        Ok(())
    }
}

/// The model version that a new deployment comes with.
pub(super) async fn insert_first(
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
