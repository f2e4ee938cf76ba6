//! The connections to the database.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::error::StoreError;

/// The connections that read. The writer has its own.
const READERS: u32 = 4;
/// How long a statement waits for another process that locks the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The database. Clones share its connections.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    /// One connection. SQLite has one writer, and a queue here is faster than contention for its
    /// lock.
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
}

impl Store {
    /// Opens or creates the database, and migrates it to the current schema.
    pub(crate) async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A recorded prediction survives a power failure, not only a crash of the process.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!().run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { writer, readers })
    }

    /// Waits for running statements, then closes every connection.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Starts a transaction that holds the write lock, so that what it reads stays true until it
    /// commits.
    pub(super) async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

#[cfg(test)]
mod tests {
    use picsellia_core::InferenceType;

    use super::super::{Selection, SelectionFilter};
    use super::*;

    /// Creates a database of the first schema, with a deployment and a prediction.
    async fn create_first_schema(file: &Path) {
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
    async fn records_of_the_first_schema_are_migrated() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("records.sqlite");
        create_first_schema(&file).await;
        let store = Store::open(&file).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("found");
        let detection = InferenceType::ObjectDetection;
        store.ensure_deployment(&organization, "doors", detection).await.expect("found");
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
