//! The key that identifies replays of a request.

use http::HeaderMap;

use super::error::IngestError;

const HEADER: &str = "idempotency-key";
const MAX_LENGTH: usize = 255;

/// The key of a request as it is stored. The key of a client never equals the hash of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Returns the key that the client sent, if any.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, IngestError> {
        let mut values = headers.get_all(HEADER).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let key = value.to_str().map_err(|_| IngestError::InvalidKey)?.trim();
        let valid = (1..=MAX_LENGTH).contains(&key.len()) && values.next().is_none();
        if valid { Ok(Some(Self(format!("key:{key}")))) } else { Err(IngestError::InvalidKey) }
    }

    /// Creates the key of a request without one. The same bytes are the same prediction.
    pub(super) fn from_body_hash(sha256: &[u8; 32]) -> Self {
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
