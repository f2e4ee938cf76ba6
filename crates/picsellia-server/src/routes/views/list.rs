//! Lists.

use serde::Serialize;

use crate::routes::request::format_cursor;
use crate::store::Page;

/// A list or a page of it.
#[derive(Debug, Serialize)]
pub(in crate::routes) struct ListView<T> {
    items: Vec<T>,
    count: i64,
    next_cursor: Option<String>,
}

impl<T> ListView<T> {
    /// Creates the view of a whole list.
    pub(in crate::routes) fn whole(items: Vec<T>) -> Self {
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        Self { items, count, next_cursor: None }
    }

    /// Creates the view of `limit` items after `offset`, of a list that was read whole.
    pub(in crate::routes) fn window(items: Vec<T>, (limit, offset): (u32, u32)) -> Self {
        let whole = Self::whole(items);
        Self { items: whole.items.into_iter().skip(offset as usize).take(limit as usize).collect(), ..whole }
    }

    /// Creates the view of one page.
    pub(in crate::routes) fn from_page<R>(page: Page<R>, view: impl FnMut(R) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(view).collect(),
            count: page.count,
            next_cursor: page.next_cursor.map(format_cursor),
        }
    }
}
