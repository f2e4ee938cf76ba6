//! What statistics read. Each query looks at a bounded number of predictions, the newest.

use futures_util::TryStreamExt;
use sqlx::{QueryBuilder, Sqlite};

use super::{Deployment, Store, StoreError};

/// Which predictions. Empty parts select everything.
#[derive(Debug, Default, Clone)]
pub(crate) struct SelectionFilter {
    /// The uuid of the champion's model version.
    pub(crate) model_version: Option<String>,
    /// Unix seconds.
    pub(crate) from: Option<f64>,
    /// Unix seconds.
    pub(crate) to: Option<f64>,
    /// Uuids of predictions.
    pub(crate) includes: Vec<String>,
    /// Uuids of predictions.
    pub(crate) excludes: Vec<String>,
    /// Predictions with one of these tags.
    pub(crate) tags: Vec<String>,
    /// Only those that were reviewed.
    pub(crate) reviewed: bool,
}

/// Which predictions a statistic is of: the newest that match, up to a limit.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    pub(crate) deployment_id: i64,
    pub(crate) filter: SelectionFilter,
    pub(crate) limit: u32,
}

/// A prediction as the metrics see it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct PredictionRow {
    pub(crate) uuid: String,
    pub(crate) timestamp: f64,
    pub(crate) latency: f64,
    pub(crate) shadow_latency: Option<f64>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// How often a class was predicted.
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
    /// The place of its prediction in the selection: 1 is the newest.
    pub(crate) place: i64,
    pub(crate) class: i64,
    pub(crate) score: f64,
    pub(crate) area: Option<f64>,
}

impl Selection {
    pub(crate) fn new(deployment: &Deployment, filter: SelectionFilter, limit: u32) -> Self {
        Self { deployment_id: deployment.id, filter, limit }
    }

    /// Appends a select of `id` and `timestamp`, newest first.
    fn push(&self, sql: &mut QueryBuilder<Sqlite>, limit: i64) {
        sql.push("SELECT p.id, p.timestamp FROM predictions p WHERE p.deployment_id = ");
        sql.push_bind(self.deployment_id);
        let filter = &self.filter;
        if let Some(model_version) = &filter.model_version {
            sql.push(" AND p.model_version_id = (SELECT id FROM model_versions WHERE uuid = ");
            sql.push_bind(model_version.clone()).push(")");
        }
        if let Some(from) = filter.from {
            sql.push(" AND p.timestamp >= ").push_bind(from);
        }
        if let Some(to) = filter.to {
            sql.push(" AND p.timestamp <= ").push_bind(to);
        }
        if !filter.includes.is_empty() {
            sql.push(" AND p.uuid IN ");
            push_list(sql, &filter.includes);
        }
        if !filter.excludes.is_empty() {
            sql.push(" AND p.uuid NOT IN ");
            push_list(sql, &filter.excludes);
        }
        if !filter.tags.is_empty() {
            sql.push(" AND p.tags <> '[]' AND EXISTS (SELECT 1 FROM json_each(p.tags) t WHERE t.value IN ");
            push_list(sql, &filter.tags);
            sql.push(")");
        }
        if filter.reviewed {
            sql.push(" AND p.reviewed = 1");
        }
        sql.push(" ORDER BY p.timestamp DESC, p.id DESC LIMIT ").push_bind(limit);
    }

    /// The selection as a table of `id` and `place`, where 1 is the newest.
    fn query(&self) -> QueryBuilder<Sqlite> {
        // Numbered outside of the limit: within, every prediction of the deployment would be.
        let mut sql = QueryBuilder::new(
            "WITH selection AS MATERIALIZED (SELECT id, ROW_NUMBER() OVER (ORDER BY timestamp DESC, id DESC) \
             AS place FROM (",
        );
        self.push(&mut sql, i64::from(self.limit));
        sql.push(")) ");
        sql
    }
}

/// One bound JSON array: any number of values, one statement text.
fn push_list(sql: &mut QueryBuilder<Sqlite>, values: &[String]) {
    sql.push("(SELECT value FROM json_each(")
        .push_bind(serde_json::Value::from(values).to_string())
        .push("))");
}

impl Store {
    /// How many predictions a selection holds, and whether its limit left any out.
    pub(crate) async fn selected(&self, selection: &Selection) -> Result<(u32, bool), StoreError> {
        let mut sql = QueryBuilder::new("SELECT COUNT(*) FROM (");
        selection.push(&mut sql, i64::from(selection.limit) + 1);
        sql.push(")");
        let count: i64 = sql.build_query_scalar().fetch_one(&self.readers).await?;
        let kept = u32::try_from(count).unwrap_or(u32::MAX).min(selection.limit);
        Ok((kept, count > i64::from(selection.limit)))
    }

    /// The predictions of a selection, newest first.
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

    /// How often each class was predicted, the smallest class first.
    pub(crate) async fn class_counts(&self, selection: &Selection) -> Result<Vec<ClassCount>, StoreError> {
        let mut sql = selection.query();
        sql.push(
            "SELECT o.class, COUNT(*) AS objects, AVG(o.score) AS mean_score \
             FROM selection s JOIN objects o ON o.prediction_id = s.id GROUP BY o.class ORDER BY o.class",
        );
        Ok(sql.build_query_as().fetch_all(&self.readers).await?)
    }

    /// Hands each reviewed prediction of a selection to `take`, newest first, without holding them all.
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

    /// The objects of a selection, at most `limit`, those of the newest predictions first.
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
