//! The reason why a prediction could not be recorded.

use picsellia_core::DecodeError;

use crate::images::ImageError;
use crate::store::StoreError;

/// The reason why a prediction could not be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IngestError {
    #[error("the body is not JSON: {0}")]
    Syntax(String),
    #[error("{path}: {message}")]
    Schema { path: String, message: String },
    #[error("invalid Idempotency-Key")]
    InvalidKey,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Images(#[from] ImageError),
    #[error("decoding stopped")]
    Stopped(#[source] tokio::task::JoinError),
}

impl From<DecodeError> for IngestError {
    fn from(error: DecodeError) -> Self {
        if error.is_syntax() {
            Self::Syntax(error.message().to_owned())
        } else {
            // The path `.` is the whole body.
            let path = error.path().trim_start_matches('.').to_owned();
            Self::Schema { path, message: error.message().to_owned() }
        }
    }
}
