//! Group commit: predictions that arrive while the disk flushes share the next flush.
//!
//! One task takes whatever waits, records it in one transaction, and answers each prediction after the commit. It
//! never waits for company: a single client pays no delay.

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use super::predictions::record_one;
use super::{Deployment, NewPrediction, Recorded, StoreError};

/// The most predictions in one transaction.
const GROUP: usize = 128;
/// Requests wait here while the disk flushes; further ones wait to enter.
const QUEUE: usize = 1024;

/// Hands predictions to the task that records them. The task ends with the last handle.
#[derive(Debug, Clone)]
pub(super) struct Recorder {
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Job {
    deployment: Deployment,
    prediction: NewPrediction,
    response: oneshot::Sender<Result<Recorded, StoreError>>,
}

impl Recorder {
    pub(super) fn spawn(writer: SqlitePool) -> Self {
        let (queue, mut jobs) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut group = Vec::new();
            while jobs.recv_many(&mut group, GROUP).await > 0 {
                settle(std::mem::take(&mut group), writer.clone()).await;
            }
        });
        Self { queue }
    }

    /// Responses when the prediction is on the disk.
    pub(super) async fn record(
        &self,
        deployment: Deployment,
        prediction: NewPrediction,
    ) -> Result<Recorded, StoreError> {
        let (response, answered) = oneshot::channel();
        let job = Job { deployment, prediction, response };
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        // Without a response, the task of its group ended in a panic.
        answered.await.map_err(|_| StoreError::GroupFailed)?
    }
}

/// Records a group on a task of its own: a panic there fails the group, and the next one is recorded all the same.
async fn settle(group: Vec<Job>, writer: SqlitePool) {
    let recording = tokio::spawn(async move {
        let recorded = match writer.acquire().await {
            Ok(connection) => record_group(connection, &group).await,
            Err(error) => Err(error.into()),
        };
        respond(group, recorded);
    });
    if let Err(error) = recording.await {
        tracing::error!(%error, "a group of predictions was not recorded");
    }
}

fn respond(group: Vec<Job>, recorded: Result<Vec<Result<Recorded, StoreError>>, StoreError>) {
    match recorded {
        Ok(outcomes) => {
            for (job, outcome) in group.into_iter().zip(outcomes) {
                // Nobody waits any more: the prediction is recorded all the same.
                let _ = job.response.send(outcome);
            }
        }
        Err(error) => {
            tracing::error!(
                error = crate::api_error::chain(&error),
                count = group.len(),
                "nothing was recorded"
            );
            for job in group {
                let _ = job.response.send(Err(StoreError::GroupFailed));
            }
        }
    }
}

/// Records a group; an outcome for each, in order, once they are on the disk. An error means that none is.
async fn record_group(
    connection: PoolConnection<Sqlite>,
    group: &[Job],
) -> Result<Vec<Result<Recorded, StoreError>>, StoreError> {
    // Closed unless it goes back by hand: after an error or a panic, whatever state its transaction is in goes with it.
    let mut connection = Suspect(Some(connection));
    let recorded = match &mut connection.0 {
        Some(connection) => try_group(connection, group).await,
        None => Err(StoreError::Closed),
    };
    if recorded.is_ok() {
        drop(connection.0.take());
    }
    recorded
}

/// A connection that is closed when this is dropped with it.
struct Suspect(Option<PoolConnection<Sqlite>>);

impl Drop for Suspect {
    fn drop(&mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.close_on_drop();
        }
    }
}

async fn try_group(
    connection: &mut SqliteConnection,
    group: &[Job],
) -> Result<Vec<Result<Recorded, StoreError>>, StoreError> {
    // The write lock from the start: what is read about earlier predictions stays true until the commit.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut outcomes = Vec::with_capacity(group.len());
    for job in group {
        // A savepoint for each: one that fails takes no other with it. If undoing fails, as it does after the
        // database has given the whole transaction up (disk full), the group fails.
        let mut savepoint = transaction.begin().await?;
        #[cfg(test)]
        assert!(job.prediction.filename != tests::PANICS, "as the test asks");
        let outcome = record_one(&mut savepoint, &job.deployment, &job.prediction).await;
        if outcome.is_ok() {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
        }
        outcomes.push(outcome);
    }
    transaction.commit().await?;
    Ok(outcomes)
}

#[cfg(test)]
mod tests {
    use super::super::{PredictionData, Store};
    use super::*;

    /// A prediction of this name makes its group panic.
    pub(super) const PANICS: &str = "panic.png";

    fn prediction(key: &str) -> NewPrediction {
        NewPrediction {
            idempotency_key: key.to_owned(),
            body_sha256: [0; 32],
            filename: "a.png".to_owned(),
            content_type: "image/png",
            width: 1,
            height: 1,
            source: "serving".to_owned(),
            tags: Vec::new(),
            champion: "{}".to_owned(),
            objects: "[]".to_owned(),
            latency: 0.1,
            timestamp: None,
            shadow: None,
            custom_metrics: None,
            data: PredictionData::Unsampled,
        }
    }

    #[tokio::test]
    async fn one_that_fails_takes_no_other_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("records.sqlite")).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("created");
        store.ensure_deployment(&organization, "doors", "OBJECT_DETECTION").await.expect("created");
        let good = store.deployments(&organization).await.expect("listed").remove(0);
        // No such deployment: the foreign key fails.
        let bad = Deployment { id: 99, ..good.clone() };

        let jobs = [(&good, "a"), (&bad, "b"), (&good, "a"), (&good, "c")].map(|(deployment, key)| Job {
            deployment: deployment.clone(),
            prediction: prediction(key),
            response: oneshot::channel().0,
        });
        let connection = store.writer.acquire().await.expect("a connection");
        let outcomes = record_group(connection, &jobs).await.expect("committed");
        assert!(
            matches!(
                &outcomes[..],
                [Ok(Recorded::Created(first)), Err(_), Ok(Recorded::Replayed(again)), Ok(Recorded::Created(_))]
                    if first.uuid == again.uuid
            ),
            "{outcomes:?}"
        );
        // The connection is as good as before.
        let again = store.record(good.clone(), prediction("c")).await.expect("recorded");
        assert!(matches!(again, Recorded::Replayed(_)), "{again:?}");
        assert!(matches!(store.record(good, prediction("d")).await, Ok(Recorded::Created(_))));

        store.close().await;
    }

    #[tokio::test]
    async fn a_panic_fails_its_group_and_no_later_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("records.sqlite")).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("created");
        store.ensure_deployment(&organization, "doors", "OBJECT_DETECTION").await.expect("created");
        let doors = store.deployments(&organization).await.expect("listed").remove(0);
        for round in 0..3 {
            let panicking = NewPrediction { filename: PANICS.to_owned(), ..prediction("p") };
            let failed = store.record(doors.clone(), panicking).await;
            assert!(matches!(failed, Err(StoreError::GroupFailed)), "{failed:?}");
            let recorded = store.record(doors.clone(), prediction(&round.to_string())).await;
            assert!(matches!(recorded, Ok(Recorded::Created(_))), "{recorded:?}");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_closed_store_records_nothing_and_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("records.sqlite")).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("created");
        store.ensure_deployment(&organization, "doors", "OBJECT_DETECTION").await.expect("created");
        let deployment = store.deployments(&organization).await.expect("listed").remove(0);
        store.close().await;
        assert!(store.record(deployment, prediction("a")).await.is_err());
    }
}
