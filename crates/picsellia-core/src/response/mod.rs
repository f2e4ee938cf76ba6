//! Responses of the services: what they refuse with, what cannot be read, and what may be tried again.

mod rejection;
mod retryability;
mod unreadable;

use bytes::Bytes;
use serde::de::DeserializeOwned;

pub use rejection::Rejection;
pub use retryability::Retryability;
pub use unreadable::UnreadableResponse;

/// A response that does not hold what was asked for. There is no third case, and there will be none.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a response is a refusal or it is not")]
pub enum ResponseError {
    /// The service said no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The service said yes, but the rest cannot be read.
    #[error(transparent)]
    Unreadable(#[from] UnreadableResponse),
}

/// Reads the body as JSON, with the path of what does not fit.
pub(crate) fn json<T: DeserializeOwned>(
    action: &'static str,
    response: &http::Response<Bytes>,
) -> Result<T, UnreadableResponse> {
    serde_json::from_slice(response.body()).map_err(|error| {
        // Once more, for the path: it costs, and is seldom wanted.
        let mut json = serde_json::Deserializer::from_slice(response.body());
        let path = serde_path_to_error::deserialize::<_, T>(&mut json).err().map(|error| error.to_string());
        UnreadableResponse::new(action, response, path.unwrap_or_else(|| error.to_string()))
    })
}
