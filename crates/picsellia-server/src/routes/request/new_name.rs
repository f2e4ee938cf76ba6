//! The body that creates a named record: a tag or a data source.

use serde::Deserialize;

use crate::api_error::ApiError;

/// The name of a record to create.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct NewName {
    name: String,
}

impl NewName {
    /// Returns the name, which must not be empty.
    pub(in crate::routes) fn check(self) -> Result<String, ApiError> {
        if self.name.is_empty() {
            Err(ApiError::unprocessable("name", "is empty", "value_error"))
        } else {
            Ok(self.name)
        }
    }
}
