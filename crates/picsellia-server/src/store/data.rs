//! The data of a datalake.

use sqlx::{QueryBuilder, Sqlite};
use uuid::Uuid;

use super::listing::{Listing, OrderBy, Page, Paging};
use super::{Datalake, Instant, Store, StoreError};
use crate::query::{Containment, Expr, push_filter};

/// A `Data` with its source and tags.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DataRecord {
    #[sqlx(rename = "data_key")]
    pub(super) key: i64,
    pub(crate) uuid: String,
    pub(crate) datalake_uuid: String,
    pub(crate) object_name: String,
    pub(crate) filename: String,
    #[sqlx(rename = "type")]
    pub(crate) data_type: String,
    pub(crate) content_type: String,
    pub(crate) upload_status: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// JSON text.
    pub(crate) metadata: Option<String>,
    /// JSON text.
    pub(crate) custom_metadata: Option<String>,
    pub(crate) created_at: Instant,
    pub(crate) source_uuid: Option<String>,
    pub(crate) source_name: Option<String>,
    /// JSON text: a list of tags.
    pub(crate) tags: String,
}

/// Values that identify data.
#[derive(Debug, Clone)]
pub(crate) enum DataKey {
    Ids(Vec<String>),
    Filenames(Vec<String>),
    ObjectNames(Vec<String>),
}

/// A filter of data. Empty parts select everything.
#[derive(Debug, Default)]
pub(crate) struct DataFilter {
    pub(crate) key: Option<DataKey>,
    pub(crate) query: Option<Expr>,
    pub(crate) custom_metadata: Option<Containment>,
    pub(crate) upload_statuses: Vec<String>,
    pub(crate) types: Vec<String>,
}

/// The columns of [`DataRecord`]. A macro, so that other lists of columns can be concatenated with
/// it at compile time.
macro_rules! data_columns {
    () => {
        "d.id AS data_key, d.uuid, l.uuid AS datalake_uuid, d.object_name, d.filename, d.type, d.content_type, \
         d.upload_status, d.width, d.height, d.metadata, d.custom_metadata, d.created_at, s.uuid AS source_uuid, \
         s.name AS source_name, (SELECT json_group_array(json_object('id', t.uuid, 'name', t.name, \
         'target_type', 'DATA')) FROM data_tags dt JOIN tags t ON t.id = dt.tag_id WHERE dt.data_id = d.id) AS tags"
    };
}
pub(super) use data_columns;

const LISTING: Listing = Listing {
    columns: data_columns!(),
    from: "data d JOIN datalakes l ON l.id = d.datalake_id LEFT JOIN data_sources s ON s.id = d.data_source_id",
    key: "d.id",
};

const ORDERS: &[(&str, &str)] = &[
    ("created_at", "d.created_at"),
    ("filename", "d.filename"),
    ("object_name", "d.object_name"),
    ("content_type", "d.content_type"),
    ("width", "d.width"),
    ("height", "d.height"),
    ("size", "d.size"),
    ("id", "d.uuid"),
];

impl DataFilter {
    /// Appends the conditions on `d`, joined by AND. They are never empty.
    pub(super) fn push_conditions(&self, sql: &mut QueryBuilder<Sqlite>) {
        sql.push("1");
        if let Some(key) = &self.key {
            key.push_condition(sql);
        }
        if !self.upload_statuses.is_empty() {
            push_any(sql, "d.upload_status", &self.upload_statuses);
        }
        if !self.types.is_empty() {
            push_any(sql, "d.type", &self.types);
        }
        if let Some(query) = &self.query {
            sql.push(" AND ");
            push_filter(sql, query);
        }
        if let Some(pattern) = &self.custom_metadata {
            sql.push(" AND ");
            pattern.push_filter(sql);
        }
    }
}

impl DataKey {
    pub(super) fn push_condition(&self, sql: &mut QueryBuilder<Sqlite>) {
        match self {
            Self::Ids(values) => push_any(sql, "d.uuid", values),
            Self::Filenames(values) => push_any(sql, "d.filename", values),
            Self::ObjectNames(values) => push_any(sql, "d.object_name", values),
        }
    }
}

/// Appends a condition with one bound JSON array, so that the statement text does not depend on the
/// number of values.
pub(super) fn push_any(sql: &mut QueryBuilder<Sqlite>, column: &'static str, values: &[String]) {
    sql.push(" AND ").push(column).push(" IN (SELECT value FROM json_each(");
    sql.push_bind(serde_json::Value::from(values).to_string());
    sql.push("))");
}

impl Store {
    /// Finds the order of this name, such as `-created_at`.
    pub(crate) fn data_order(name: &str) -> Option<OrderBy> {
        OrderBy::find(name, ORDERS)
    }

    /// Returns one page of the data of a datalake.
    pub(crate) async fn list_data(
        &self,
        datalake: &Datalake,
        filter: &DataFilter,
        paging: &Paging,
    ) -> Result<Page<DataRecord>, StoreError> {
        LISTING
            .page(
                &self.readers,
                paging,
                |data: &DataRecord| data.key,
                |sql| {
                    sql.push("d.datalake_id = ").push_bind(datalake.id).push(" AND ");
                    filter.push_conditions(sql);
                },
            )
            .await
    }

    pub(crate) async fn data(&self, uuid: Uuid) -> Result<Option<DataRecord>, StoreError> {
        let mut sql = QueryBuilder::new("SELECT ");
        sql.push(LISTING.columns).push(" FROM ").push(LISTING.from);
        sql.push(" WHERE d.uuid = ").push_bind(uuid.to_string());
        Ok(sql.build_query_as().fetch_optional(&self.readers).await?)
    }
}
