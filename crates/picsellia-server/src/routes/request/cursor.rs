//! Cursors: opaque positions in a list.

use crate::api_error::ApiError;

/// Returns the cursor of the record with this key.
pub(in crate::routes) fn format_cursor(key: i64) -> String {
    format!("k{key:x}")
}

pub(super) fn parse_cursor(cursor: &str) -> Result<i64, ApiError> {
    cursor
        .strip_prefix('k')
        .and_then(|key| i64::from_str_radix(key, 16).ok())
        .ok_or_else(|| ApiError::bad_request("invalid cursor; send the `next_cursor` of the previous page"))
}
