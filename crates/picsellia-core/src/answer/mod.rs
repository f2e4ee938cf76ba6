//! Answers of the services: what they refuse with, what cannot be read, and what may be tried again.

mod rejection;
mod retry;
mod unreadable;

use bytes::Bytes;
use serde::de::DeserializeOwned;

pub use rejection::Rejection;
pub use retry::Retry;
pub use unreadable::UnreadableAnswer;

/// An answer that does not hold what was asked for. There is no third case, and there will be none.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "an answer is a refusal or it is not")]
pub enum AnswerError {
    /// The service said no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The service said yes, but the rest cannot be read.
    #[error(transparent)]
    Unreadable(#[from] UnreadableAnswer),
}

/// Reads the body as JSON, with the path of what does not fit.
pub(crate) fn json<T: DeserializeOwned>(
    action: &'static str,
    answer: &http::Response<Bytes>,
) -> Result<T, UnreadableAnswer> {
    let mut json = serde_json::Deserializer::from_slice(answer.body());
    serde_path_to_error::deserialize(&mut json)
        .and_then(|value| match json.end() {
            Ok(()) => Ok(value),
            Err(error) => {
                Err(serde_path_to_error::Error::new(serde_path_to_error::Track::new().path(), error))
            }
        })
        .map_err(|error| UnreadableAnswer::new(action, answer, error.to_string()))
}
