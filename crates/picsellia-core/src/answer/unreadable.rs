use std::fmt;

use bytes::Bytes;
use http::StatusCode;

/// An answer whose status means success, but whose body cannot be read: the service has probably done what it was asked.
///
/// The body is kept for whoever has to find out. `Debug` and `Display` hold it back.
#[derive(Clone)]
pub struct UnreadableAnswer {
    action: &'static str,
    status: StatusCode,
    body: Bytes,
    reason: String,
}

impl UnreadableAnswer {
    /// An answer to `action` (which completes "the service was asked to") that cannot be read for `reason`.
    pub fn new(action: &'static str, answer: &http::Response<Bytes>, reason: impl Into<String>) -> Self {
        Self { action, status: answer.status(), body: answer.body().clone(), reason: reason.into() }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body of the answer, as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The same with each of `secrets` struck out of the reason. [`body`](Self::body) stays as it came.
    #[must_use]
    pub fn redacted(mut self, secrets: &[&str]) -> Self {
        super::rejection::redact(&mut self.reason, secrets);
        self
    }

    /// The same without the body: for answers that hold a secret.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self { body: Bytes::new(), reason: "its body is not the expected JSON".to_owned(), ..self }
    }
}

impl fmt::Debug for UnreadableAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadableAnswer")
            .field("action", &self.action)
            .field("status", &self.status)
            .field("reason", &self.reason)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

impl fmt::Display for UnreadableAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service was asked to {} and answered {}, but the answer cannot be read: {}",
            self.action, self.status, self.reason
        )
    }
}

impl std::error::Error for UnreadableAnswer {}
