//! Model versions, which deployments use as champion and shadow.

use picsellia_core::InferenceType;
use uuid::Uuid;

use super::inference_type::InferenceTypeColumn;
use super::{Deployment, Instant, Store, StoreError};

/// A model version. Its name, type and labels are those of the deployment that it was created with.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct ModelVersion {
    pub(crate) id: i64,
    pub(crate) uuid: String,
    pub(crate) model_uuid: String,
    pub(crate) name: String,
    #[sqlx(rename = "type", try_from = "InferenceTypeColumn")]
    pub(crate) inference_type: InferenceType,
    /// JSON text: an object from classes to label names.
    pub(crate) labels: String,
    pub(crate) created_at: Instant,
}

/// One of the two models of a deployment.
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

    /// Sets a model of a deployment. Predictions that are already recorded keep their model.
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
