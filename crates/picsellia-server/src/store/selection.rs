//! Which predictions a statistic covers: a bounded number of the newest that match a filter.

use sqlx::{QueryBuilder, Sqlite};

use super::Deployment;

/// A filter of predictions. Empty parts select everything.
#[derive(Debug, Default, Clone)]
pub(crate) struct SelectionFilter {
    /// The UUID of the model version of the champion.
    pub(crate) model_version: Option<String>,
    /// Unix seconds.
    pub(crate) from: Option<f64>,
    /// Unix seconds.
    pub(crate) to: Option<f64>,
    /// UUIDs of predictions.
    pub(crate) includes: Vec<String>,
    /// UUIDs of predictions.
    pub(crate) excludes: Vec<String>,
    /// Selects predictions with any of these tags.
    pub(crate) tags: Vec<String>,
    /// Selects only reviewed predictions.
    pub(crate) reviewed: bool,
}

/// The newest predictions of a deployment that match a filter, up to a limit.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    pub(crate) deployment_id: i64,
    pub(crate) filter: SelectionFilter,
    pub(crate) limit: u32,
}

impl Selection {
    pub(crate) fn new(deployment: &Deployment, filter: SelectionFilter, limit: u32) -> Self {
        Self { deployment_id: deployment.id, filter, limit }
    }

    /// Appends a SELECT of `id` and `timestamp`, newest first.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Sqlite>, limit: i64) {
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

    /// Starts a query with the selection as a table of `id` and `place`, where 1 is the newest.
    pub(super) fn query(&self) -> QueryBuilder<Sqlite> {
        // The rows are numbered outside the limited SELECT. Inside, SQLite would number all
        // predictions of the deployment.
        let mut sql = QueryBuilder::new(
            "WITH selection AS MATERIALIZED (SELECT id, ROW_NUMBER() OVER (ORDER BY timestamp DESC, id DESC) \
             AS place FROM (",
        );
        self.push(&mut sql, i64::from(self.limit));
        sql.push(")) ");
        sql
    }
}

/// Binds one JSON array, so that the statement text does not depend on the number of values.
fn push_list(sql: &mut QueryBuilder<Sqlite>, values: &[String]) {
    sql.push("(SELECT value FROM json_each(")
        .push_bind(serde_json::Value::from(values).to_string())
        .push("))");
}
