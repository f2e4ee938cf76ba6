//! Group commit: predictions that arrive during a disk flush share the next one.
//!
//! One task takes all waiting predictions, records them in one transaction, and reports each
//! outcome after the commit. It never waits for more predictions, so a single client has no delay.

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use super::predictions::record_one;
use super::{Deployment, NewPrediction, Recorded, Store, StoreError};
use crate::error_chain::error_chain;

/// The most predictions in one transaction.
const GROUP: usize = 128;
/// The most predictions that wait in the queue. Further requests wait until it has space.
const QUEUE: usize = 1024;

/// Sends predictions to the task that records them. The task ends with the last handle.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Job {
    deployment: Deployment,
    prediction: NewPrediction,
    outcome: oneshot::Sender<Result<Recorded, StoreError>>,
}

impl Recorder {
    /// Starts the task that records.
    pub(crate) fn spawn(store: &Store) -> Self {
        let writer = store.writer.clone();
        let (queue, mut jobs) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut group = Vec::new();
            while jobs.recv_many(&mut group, GROUP).await > 0 {
                record_on_own_task(std::mem::take(&mut group), writer.clone()).await;
            }
        });
        Self { queue }
    }

    /// Records a prediction with its data, source and tags, unless its key was recorded before.
    /// Returns when it is flushed to disk.
    pub(crate) async fn record(
        &self,
        deployment: Deployment,
        prediction: NewPrediction,
    ) -> Result<Recorded, StoreError> {
        let (outcome, receiver) = oneshot::channel();
        let job = Job { deployment, prediction, outcome };
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        // Without an outcome, the task of the group panicked.
        receiver.await.map_err(|_| StoreError::GroupFailed)?
    }
}

/// Records a group on its own task, so that a panic fails only this group.
async fn record_on_own_task(group: Vec<Job>, writer: SqlitePool) {
    let recording = tokio::spawn(async move {
        let recorded = match writer.acquire().await {
            Ok(connection) => record_group(connection, &group).await,
            Err(error) => Err(error.into()),
        };
        report(group, recorded);
    });
    if let Err(error) = recording.await {
        tracing::error!(%error, "could not record a group of predictions");
    }
}

fn report(group: Vec<Job>, recorded: Result<Vec<Result<Recorded, StoreError>>, StoreError>) {
    match recorded {
        Ok(outcomes) => {
            for (job, outcome) in group.into_iter().zip(outcomes) {
                // The prediction is recorded even if its request is gone.
                let _ = job.outcome.send(outcome);
            }
        }
        Err(error) => {
            tracing::error!(
                error = error_chain(&error),
                count = group.len(),
                "could not record a group of predictions"
            );
            for job in group {
                let _ = job.outcome.send(Err(StoreError::GroupFailed));
            }
        }
    }
}

/// Records a group and flushes it to disk. Returns the outcome of each prediction in order. On an
/// error none is recorded.
async fn record_group(
    connection: PoolConnection<Sqlite>,
    group: &[Job],
) -> Result<Vec<Result<Recorded, StoreError>>, StoreError> {
    // After an error or a panic the state of the transaction is unknown, so the connection is
    // closed.
    let mut connection = CloseOnDrop(Some(connection));
    let recorded = match &mut connection.0 {
        Some(connection) => try_group(connection, group).await,
        None => Err(StoreError::Closed),
    };
    if recorded.is_ok() {
        drop(connection.0.take());
    }
    recorded
}

/// Closes the connection on drop, unless it was taken out.
struct CloseOnDrop(Option<PoolConnection<Sqlite>>);

impl Drop for CloseOnDrop {
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
    // Takes the write lock, so that what is read about earlier predictions stays true until the
    // commit.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut outcomes = Vec::with_capacity(group.len());
    for job in group {
        // With a savepoint each, a prediction that fails does not affect the others. If the
        // rollback fails too, the database has aborted the whole transaction (disk full), and the
        // group fails.
        let mut savepoint = transaction.begin().await?;
        #[cfg(test)]
        assert!(job.prediction.content.filename != tests::PANICS, "the test requested a panic");
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
    use picsellia_core::{InferenceType, RequestDetails};

    use super::super::{PredictionContent, PredictionData};
    use super::*;

    /// The filename of a prediction that makes its group panic.
    pub(super) const PANICS: &str = "panic.png";

    fn prediction(key: &str) -> NewPrediction {
        NewPrediction {
            idempotency_key: key.to_owned(),
            body_sha256: [0; 32],
            content: PredictionContent {
                filename: "a.png".to_owned(),
                content_type: "image/png",
                width: 1,
                height: 1,
                champion: "{}".to_owned(),
                objects: "[]".to_owned(),
                latency: 0.1,
                shadow: None,
                details: RequestDetails::default(),
            },
            data: PredictionData::Unsampled,
        }
    }

    #[tokio::test]
    async fn a_prediction_that_fails_does_not_affect_the_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("records.sqlite")).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("created");
        store
            .ensure_deployment(&organization, "doors", InferenceType::ObjectDetection)
            .await
            .expect("created");
        let good = store.deployments(&organization).await.expect("listed").remove(0);
        // No such deployment: the foreign key fails.
        let bad = Deployment { id: 99, ..good.clone() };

        let jobs = [(&good, "a"), (&bad, "b"), (&good, "a"), (&good, "c")].map(|(deployment, key)| Job {
            deployment: deployment.clone(),
            prediction: prediction(key),
            outcome: oneshot::channel().0,
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
        // The connection still works.
        let recorder = Recorder::spawn(&store);
        let again = recorder.record(good.clone(), prediction("c")).await.expect("recorded");
        assert!(matches!(again, Recorded::Replayed(_)), "{again:?}");
        assert!(matches!(recorder.record(good, prediction("d")).await, Ok(Recorded::Created(_))));

        store.close().await;
    }

    #[tokio::test]
    async fn a_panic_fails_only_its_own_group() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("records.sqlite")).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("created");
        store
            .ensure_deployment(&organization, "doors", InferenceType::ObjectDetection)
            .await
            .expect("created");
        let doors = store.deployments(&organization).await.expect("listed").remove(0);
        let recorder = Recorder::spawn(&store);
        for round in 0..3 {
            let mut panicking = prediction("p");
            PANICS.clone_into(&mut panicking.content.filename);
            let failed = recorder.record(doors.clone(), panicking).await;
            assert!(matches!(failed, Err(StoreError::GroupFailed)), "{failed:?}");
            let recorded = recorder.record(doors.clone(), prediction(&round.to_string())).await;
            assert!(matches!(recorded, Ok(Recorded::Created(_))), "{recorded:?}");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_closed_store_returns_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("records.sqlite")).await.expect("opens");
        let organization = store.ensure_organization("acme").await.expect("created");
        store
            .ensure_deployment(&organization, "doors", InferenceType::ObjectDetection)
            .await
            .expect("created");
        let deployment = store.deployments(&organization).await.expect("listed").remove(0);
        let recorder = Recorder::spawn(&store);
        store.close().await;
        assert!(recorder.record(deployment, prediction("a")).await.is_err());
    }
}
