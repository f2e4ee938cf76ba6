//! The records: one SQLite database, reached through sqlx.

mod data;
mod data_changes;
mod data_sources;
mod deployments;
mod labels;
mod listing;
mod model_versions;
mod organizations;
mod predicted_assets;
mod prediction_data;
mod predictions;
mod recorder;
mod reviews;
mod settings;
mod shadows;
mod statistics;
mod tags;
mod time;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

pub(crate) use data::{DataFilter, DataKey, DataRecord};
pub(crate) use data_changes::MetadataKind;
pub(crate) use deployments::{Deployment, DeploymentChange, NameTaken};
pub(crate) use labels::Label;
pub(crate) use listing::{OrderBy, Page, Paging};
pub(crate) use model_versions::{ModelVersion, Role};
pub(crate) use organizations::{Datalake, Organization};
pub(crate) use predicted_assets::{AssetFilter, AssetKey, AssetRecord};
pub(crate) use predictions::{NewData, NewPrediction, PredictionData, Receipt, Recorded};
pub(crate) use reviews::NewReview;
pub(crate) use shadows::{Champion, NewShadow, ShadowRecorded};
pub(crate) use statistics::{ObjectSample, PredictionRow, Selection, SelectionFilter};
pub(crate) use tags::Named;
pub(crate) use time::Instant;

/// Connections that only read; the writer has its own.
const READERS: u32 = 4;
/// How long a statement waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A failure of the storage under the service; never the client's fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum StoreError {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("the database could not be brought to this version's schema")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("deployment {name:?} exists with the type {existing}")]
    DeploymentType { name: String, existing: String },
    #[error("the database is closed")]
    Closed,
    #[error("the transaction that this was part of failed")]
    GroupFailed,
}

/// The database. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    /// One connection: SQLite has one writer, and a queue here beats lock contention there.
    writer: SqlitePool,
    readers: SqlitePool,
    recorder: recorder::Recorder,
}

impl Store {
    /// Opens or creates the database, and brings its schema up to date.
    pub(crate) async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was answered 201 survives a power cut, not only a crash of the process.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!().run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { recorder: recorder::Recorder::spawn(writer.clone()), writer, readers })
    }

    /// Waits for what runs, then closes every connection.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A transaction that holds the write lock from its start, so that what it reads stays true until it commits.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// A new identifier; ordered by time, so that indexes grow at their end.
pub(crate) fn new_uuid() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database of the first schema, with a deployment and a prediction.
    async fn first_schema(file: &Path) {
        let mut migrations = sqlx::migrate!();
        migrations.migrations.to_mut().truncate(1);
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let database = SqlitePool::connect_with(options).await.expect("opens");
        migrations.run(&database).await.expect("migrates");
        for statement in [
            "INSERT INTO organizations VALUES (1, 'o', 'acme', 0)",
            "INSERT INTO datalakes VALUES (1, 'l', 1, 'default', 0)",
            "INSERT INTO deployments VALUES (1, 'd', 1, 1, 'doors', 'OBJECT_DETECTION', 0)",
            "INSERT INTO predictions (uuid, deployment_id, idempotency_key, body_sha256, filename, content_type, \
             width, height, source, tags, champion, latency, timestamp, received_at) VALUES ('p', 1, 'k', x'00', \
             'a.png', 'image/png', 1, 1, 'serving', '[]', '{\"detection_classes\":[1,2],\"detection_boxes\":\
             [[1,2,3,5],[190,100,50,90]],\"detection_scores\":[0.5,0.25]}', 0.1, 1.0, 1)",
        ] {
            sqlx::query(statement).execute(&database).await.expect("inserted");
        }
        database.close().await;
    }

    #[tokio::test]
    async fn records_of_the_first_schema_take_part_in_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("records.sqlite");
        first_schema(&file).await;
        let store = Store::open(&file).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("found");
        store.ensure_deployment(&organization, "doors", "OBJECT_DETECTION").await.expect("found");
        let doors = store.deployments(&organization).await.expect("listed").remove(0);
        assert_eq!((doors.sample_rate, doors.min_threshold), (1.0, 0.0));
        let model_version = doors.model_version_uuid.clone().expect("it has a model version");
        let found = store.model_version(model_version.parse().expect("a uuid")).await.expect("read");
        assert_eq!(found.expect("found").name, "doors");

        let filter = SelectionFilter { model_version: Some(model_version), ..SelectionFilter::default() };
        let selection = Selection::new(&doors, filter, 10);
        let objects = store.object_samples(&selection, 10).await.expect("read");
        let objects: Vec<_> =
            objects.iter().map(|object| (object.class, object.score, object.area)).collect();
        assert_eq!(objects, [(1, 0.5, Some(6.0)), (2, 0.25, Some(1400.0))]);
        store.close().await;
    }
}
