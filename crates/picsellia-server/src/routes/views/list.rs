//! Lists.

use serde::Serialize;

use crate::routes::params::format_cursor;
use crate::store::Page;

/// A list.
#[derive(Debug, Serialize)]
pub(in crate::routes) struct ListView<T> {
    items: Vec<T>,
    count: i64,
    next_cursor: Option<String>,
}

impl<T> ListView<T> {
    /// A list that is always whole.
    pub(in crate::routes) fn whole(items: Vec<T>) -> Self {
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        Self { items, count, next_cursor: None }
    }

    /// A part of a list that is short enough to be read whole: `limit` items after `offset`.
    pub(in crate::routes) fn window(items: Vec<T>, (limit, offset): (u32, u32)) -> Self {
        let whole = Self::whole(items);
        Self { items: whole.items.into_iter().skip(offset as usize).take(limit as usize).collect(), ..whole }
    }

    pub(in crate::routes) fn of_page<R>(page: Page<R>, view: impl FnMut(R) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(view).collect(),
            count: page.count,
            next_cursor: page.next_cursor.map(format_cursor),
        }
    }
}
