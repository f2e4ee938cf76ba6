//! The labels of deployments. They name the classes of predictions, and reviews refer to them.

use uuid::Uuid;

use super::{Deployment, Organization, Store, StoreError, new_uuid};

/// A label.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Label {
    pub(crate) uuid: String,
    pub(crate) name: String,
    /// `None` if the deployment no longer has this label. Old reviews still refer to it.
    pub(crate) class: Option<i64>,
}

impl Store {
    /// Sets the labels of a deployment, for the classes from 0 on.
    ///
    /// A label that exists keeps its UUID. A label that is missing has no class any more, but it
    /// remains, because old reviews refer to it.
    pub(crate) async fn set_labels(
        &self,
        organization: &Organization,
        deployment: &str,
        names: &[String],
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let deployment: i64 =
            sqlx::query_scalar("SELECT id FROM deployments WHERE organization_id = ? AND name = ?")
                .bind(organization.id)
                .bind(deployment)
                .fetch_one(&mut *transaction)
                .await?;
        sqlx::query("UPDATE labels SET class = NULL WHERE deployment_id = ?")
            .bind(deployment)
            .execute(&mut *transaction)
            .await?;
        for (class, name) in (0_i64..).zip(names) {
            sqlx::query(
                "INSERT INTO labels (uuid, deployment_id, name, class) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (deployment_id, name) DO UPDATE SET class = excluded.class",
            )
            .bind(new_uuid())
            .bind(deployment)
            .bind(name)
            .bind(class)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Returns the labels of a deployment in the order of their classes. Labels without a class are
    /// last.
    pub(crate) async fn labels(&self, deployment: &Deployment) -> Result<Vec<Label>, StoreError> {
        let labels = sqlx::query_as(
            "SELECT uuid, name, class FROM labels WHERE deployment_id = ? ORDER BY class IS NULL, class, id",
        );
        Ok(labels.bind(deployment.id).fetch_all(&self.readers).await?)
    }

    pub(crate) async fn label(&self, uuid: Uuid) -> Result<Option<Label>, StoreError> {
        let label = sqlx::query_as("SELECT uuid, name, class FROM labels WHERE uuid = ?");
        Ok(label.bind(uuid.to_string()).fetch_optional(&self.readers).await?)
    }
}
