//! The response to a prediction that could not be recorded.

use crate::api_error::ApiError;
use crate::ingest::IngestError;

impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Syntax(message) => {
                Self::bad_request(format_args!("the body is not JSON: {message}"))
            }
            IngestError::Schema { path, message } => Self::unprocessable(&path, &message, "value_error"),
            IngestError::InvalidKey => Self::bad_request(
                "invalid Idempotency-Key: send it once, with 1 to 255 visible ASCII characters",
            ),
            IngestError::Store(error) => error.into(),
            IngestError::Images(error) => error.into(),
            IngestError::Stopped(error) => Self::internal(&error),
        }
    }
}
