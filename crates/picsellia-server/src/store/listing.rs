//! Pages of records, for the lists of data and of predicted assets.

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqlitePool};

use super::StoreError;

/// The position of a page and the order of the list.
#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) limit: u32,
    pub(crate) offset: u32,
    /// The key of the last record of the previous page. Excludes an order.
    pub(crate) cursor: Option<i64>,
    pub(crate) order: Vec<OrderBy>,
}

impl Paging {
    /// Selects the first record. The count of the page shows whether it is the only one.
    pub(crate) fn first() -> Self {
        Self { limit: 1, offset: 0, cursor: None, order: Vec::new() }
    }
}

/// A column to sort by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderBy {
    pub(super) column: &'static str,
    pub(super) descending: bool,
}

impl OrderBy {
    /// Finds the order `name` or `-name` in a table of names and columns.
    pub(super) fn find(name: &str, columns: &[(&str, &'static str)]) -> Option<Self> {
        let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
        let (_, column) = columns.iter().find(|(known, _)| *known == name)?;
        Some(Self { column, descending })
    }
}

/// A page of records.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// The number of matching records on all pages.
    pub(crate) count: i64,
    /// The cursor of the next page. `None` on the last page, and if an order was requested.
    pub(crate) next_cursor: Option<i64>,
}

/// A list of one kind of record.
pub(super) struct Listing {
    pub(super) columns: &'static str,
    pub(super) from: &'static str,
    /// The column that identifies a record and grows with time.
    pub(super) key: &'static str,
}

impl Listing {
    /// Returns one page of the records that `push_conditions` selects.
    pub(super) async fn page<T>(
        &self,
        readers: &SqlitePool,
        paging: &Paging,
        key_of: impl Fn(&T) -> i64,
        push_conditions: impl Fn(&mut QueryBuilder<Sqlite>),
    ) -> Result<Page<T>, StoreError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        let mut counting = QueryBuilder::new("SELECT COUNT(*) FROM ");
        counting.push(self.from).push(" WHERE ");
        push_conditions(&mut counting);
        let count = counting.build_query_scalar().fetch_one(readers).await?;

        let mut sql = QueryBuilder::new("SELECT ");
        sql.push(self.columns).push(" FROM ").push(self.from).push(" WHERE ");
        push_conditions(&mut sql);
        if let Some(cursor) = paging.cursor {
            sql.push(" AND ").push(self.key).push(" > ").push_bind(cursor);
        }
        sql.push(" ORDER BY ");
        for order in &paging.order {
            sql.push(order.column).push(if order.descending { " DESC, " } else { ", " });
        }
        // The key is the last column, so that records that are equal in the others have the same
        // order on every page. It has the direction of the order, so that an index on the column,
        // which ends with the key, provides the whole order.
        sql.push(self.key);
        if paging.order.last().is_some_and(|order| order.descending) {
            sql.push(" DESC");
        }
        // One more record shows whether another page follows.
        sql.push(" LIMIT ").push_bind(i64::from(paging.limit) + 1);
        sql.push(" OFFSET ").push_bind(i64::from(paging.offset));
        let mut items: Vec<T> = sql.build_query_as().fetch_all(readers).await?;

        let limit = paging.limit as usize;
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more && paging.order.is_empty()).map(key_of);
        Ok(Page { items, count, next_cursor })
    }
}
