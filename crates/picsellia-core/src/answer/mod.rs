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
    serde_json::from_slice(answer.body()).map_err(|error| {
        // Once more, for the path: it costs, and is seldom wanted.
        let mut json = serde_json::Deserializer::from_slice(answer.body());
        let path = serde_path_to_error::deserialize::<_, T>(&mut json).err().map(|error| error.to_string());
        UnreadableAnswer::new(action, answer, path.unwrap_or_else(|| error.to_string()))
    })
}
