//! The records: one SQLite database, reached through sqlx.

mod data;
mod deployments;
mod listing;
mod organizations;
mod predicted_assets;
mod predictions;
mod recorder;
mod settings;
mod time;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

pub(crate) use data::{DataFilter, DataKey, DataRecord};
pub(crate) use deployments::Deployment;
pub(crate) use listing::{OrderBy, Page, Paging};
pub(crate) use organizations::{Datalake, Organization};
pub(crate) use predicted_assets::{AssetFilter, AssetKey, AssetRecord};
pub(crate) use predictions::{NewData, NewPrediction, Receipt, Recorded};
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
