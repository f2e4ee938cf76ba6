//! Responses of the services: rejections, responses that cannot be read, and whether a call may be
//! retried.

mod rejection;
mod retryability;
mod unreadable;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

pub use rejection::Rejection;
pub use retryability::Retryability;
pub use unreadable::UnreadableResponse;

/// A response that is not what the call expects: a rejection, or a success that cannot be read.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a failed response is a rejection or it is not")]
pub enum ResponseError {
    /// The status does not mean success.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The status means success, but the body cannot be read.
    #[error(transparent)]
    Unreadable(#[from] UnreadableResponse),
}

/// Reads the body as JSON. An error contains the path of the field that does not fit.
pub(crate) fn json<T: DeserializeOwned>(
    action: &'static str,
    response: &http::Response<Bytes>,
) -> Result<T, UnreadableResponse> {
    serde_json::from_slice(response.body()).map_err(|error| {
        let reason = match error.classify() {
            _ if response.body().is_empty() => "the body is empty".to_owned(),
            Category::Syntax => "the body is not JSON".to_owned(),
            Category::Eof => "the JSON of the body is incomplete".to_owned(),
            // Parse again to find the path of the field: tracking it always would cost every
            // response.
            Category::Data | Category::Io => {
                let mut json = serde_json::Deserializer::from_slice(response.body());
                let found = serde_path_to_error::deserialize::<_, T>(&mut json).err();
                found.map_or_else(|| error.to_string(), |found| found.to_string())
            }
        };
        UnreadableResponse::new(action, response, reason)
    })
}
