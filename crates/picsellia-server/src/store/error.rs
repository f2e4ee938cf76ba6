//! The failures of the database.

use picsellia_core::InferenceType;

/// A failure of the database. It is never caused by the request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("could not migrate the database to the schema of this version")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("deployment {name:?} already exists with the type {existing}")]
    DeploymentType { name: String, existing: InferenceType },
    #[error("the database is closed")]
    Closed,
    #[error("the transaction of this and other predictions failed")]
    GroupFailed,
}
