//! What makes two requests the same prediction.

use http::HeaderMap;

use super::IngestError;

const HEADER: &str = "idempotency-key";
const MAX_LENGTH: usize = 255;

/// The key of a request, as it is stored: a client's key and a body's hash can never be mistaken for one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The client's key, if it sent one.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Result<Option<Self>, IngestError> {
        let mut values = headers.get_all(HEADER).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let key = value.to_str().map_err(|_| IngestError::InvalidKey)?.trim();
        let valid = (1..=MAX_LENGTH).contains(&key.len()) && values.next().is_none();
        if valid { Ok(Some(Self(format!("key:{key}")))) } else { Err(IngestError::InvalidKey) }
    }

    /// The key of a request without one: the same bytes are the same prediction.
    pub(super) fn of_body(sha256: &[u8; 32]) -> Self {
        use std::fmt::Write as _;
        let mut key = String::from("body:");
        for byte in sha256 {
            // Writing to a String cannot fail.
            let _ = write!(key, "{byte:02x}");
        }
        Self(key)
    }

    pub(super) fn into_stored(self) -> String {
        self.0
    }
}
