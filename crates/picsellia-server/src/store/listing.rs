//! Pages of records: what the lists of data and of predicted assets share.

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqlitePool};

use super::StoreError;

/// Which page, in which order.
#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) limit: u32,
    pub(crate) offset: u32,
    /// The key of the last record that was seen; only without an order.
    pub(crate) cursor: Option<i64>,
    pub(crate) order: Vec<OrderBy>,
}

/// One column of an order, from a table in this module's users.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderBy {
    pub(super) column: &'static str,
    pub(super) descending: bool,
}

impl OrderBy {
    /// Finds `name` or `-name` among the columns.
    pub(super) fn find(name: &str, columns: &[(&str, &'static str)]) -> Option<Self> {
        let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
        let (_, column) = columns.iter().find(|(known, _)| *known == name)?;
        Some(Self { column, descending })
    }
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// How many records match, on every page together.
    pub(crate) count: i64,
    /// Where the next page starts; none on the last one, and none when an order was asked for.
    pub(crate) next_cursor: Option<i64>,
}

/// A listing of one kind of records.
pub(super) struct Listing {
    pub(super) columns: &'static str,
    pub(super) from: &'static str,
    /// The column that identifies a record and grows with time.
    pub(super) key: &'static str,
}

impl Listing {
    /// Reads one page of the records that `push_conditions` selects.
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
        // The key last: records that are equal in the order still come in one order on every page. In the direction
        // of the order, so that an index on its column, which ends with the key, gives the whole of it.
        sql.push(self.key);
        if paging.order.last().is_some_and(|order| order.descending) {
            sql.push(" DESC");
        }
        // One more than asked tells whether another page follows.
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
