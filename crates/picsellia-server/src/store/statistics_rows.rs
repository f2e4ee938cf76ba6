//! The rows that statistics are computed from.

use futures_util::TryStreamExt;
use sqlx::QueryBuilder;

use super::{Selection, Store, StoreError};

/// The measurements of a prediction.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct PredictionRow {
    pub(crate) uuid: String,
    pub(crate) timestamp: f64,
    pub(crate) latency: f64,
    pub(crate) shadow_latency: Option<f64>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The number of objects of a class.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ClassCount {
    pub(crate) class: i64,
    pub(crate) objects: i64,
    pub(crate) mean_score: f64,
}

/// A prediction and its last review, both JSON text.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ReviewedRow {
    pub(crate) uuid: String,
    pub(crate) champion: String,
    pub(crate) review: String,
}

/// An object of a prediction.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ObjectSample {
    /// The place of its prediction in the selection, where 1 is the newest.
    pub(crate) place: i64,
    pub(crate) class: i64,
    pub(crate) score: f64,
    pub(crate) area: Option<f64>,
}

impl Store {
    /// Counts the predictions of a selection, and returns whether its limit left any out.
    pub(crate) async fn selected(&self, selection: &Selection) -> Result<(u32, bool), StoreError> {
        let mut sql = QueryBuilder::new("SELECT COUNT(*) FROM (");
        selection.push(&mut sql, i64::from(selection.limit) + 1);
        sql.push(")");
        let count: i64 = sql.build_query_scalar().fetch_one(&self.readers).await?;
        let kept = u32::try_from(count).unwrap_or(u32::MAX).min(selection.limit);
        Ok((kept, count > i64::from(selection.limit)))
    }

    /// Returns the predictions of a selection, newest first.
    pub(crate) async fn prediction_rows(
        &self,
        selection: &Selection,
    ) -> Result<Vec<PredictionRow>, StoreError> {
        let mut sql = selection.query();
        sql.push(
            "SELECT p.uuid, p.timestamp, p.latency, w.latency AS shadow_latency, p.width, p.height \
             FROM selection s JOIN predictions p ON p.id = s.id LEFT JOIN shadows w ON w.prediction_id = p.id \
             ORDER BY s.place",
        );
        Ok(sql.build_query_as().fetch_all(&self.readers).await?)
    }

    /// Counts the objects of each class, in the order of the classes.
    pub(crate) async fn class_counts(&self, selection: &Selection) -> Result<Vec<ClassCount>, StoreError> {
        let mut sql = selection.query();
        sql.push(
            "SELECT o.class, COUNT(*) AS objects, AVG(o.score) AS mean_score \
             FROM selection s JOIN objects o ON o.prediction_id = s.id GROUP BY o.class ORDER BY o.class",
        );
        Ok(sql.build_query_as().fetch_all(&self.readers).await?)
    }

    /// Passes each reviewed prediction of a selection to `take`, newest first. It never holds all
    /// of them in memory.
    pub(crate) async fn each_reviewed(
        &self,
        selection: &Selection,
        mut take: impl FnMut(ReviewedRow),
    ) -> Result<(), StoreError> {
        let mut sql = selection.query();
        sql.push(
            "SELECT p.uuid, p.champion, r.review FROM selection s JOIN predictions p ON p.id = s.id \
             JOIN reviews r ON r.id = (SELECT MAX(id) FROM reviews WHERE prediction_id = s.id) ORDER BY s.place",
        );
        let mut rows = sql.build_query_as().fetch(&self.readers);
        while let Some(row) = rows.try_next().await? {
            take(row);
        }
        Ok(())
    }

    /// Returns at most `limit` objects of a selection, those of the newest predictions first.
    pub(crate) async fn object_samples(
        &self,
        selection: &Selection,
        limit: u32,
    ) -> Result<Vec<ObjectSample>, StoreError> {
        let mut sql = selection.query();
        sql.push(
            "SELECT s.place, o.class, o.score, o.area FROM selection s JOIN objects o ON o.prediction_id = s.id \
             ORDER BY s.place LIMIT ",
        );
        sql.push_bind(limit);
        Ok(sql.build_query_as().fetch_all(&self.readers).await?)
    }
}
