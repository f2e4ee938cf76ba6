use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::rejection::{redact, tidy};

/// A response whose status means success, but whose body cannot be read: the service has probably done what it was asked.
///
/// The body is kept for whoever has to find out. `Debug` and `Display` hold it back.
#[derive(Clone)]
pub struct UnreadableResponse {
    action: &'static str,
    status: StatusCode,
    body: Bytes,
    /// As much of it as could be shown once secrets are struck out.
    reason: String,
    /// Whether there was more.
    cut: bool,
}

/// The most that is kept of a reason, in bytes: it can repeat a text of the response.
const KEPT: usize = 4096;

impl UnreadableResponse {
    /// Creates the error of a response to `action`, which completes "the request to". `reason` says what is wrong.
    pub fn new(action: &'static str, response: &http::Response<Bytes>, reason: impl Into<String>) -> Self {
        let mut reason = reason.into();
        let cut = reason.len() > KEPT;
        shorten(&mut reason, KEPT);
        Self { action, status: response.status(), body: response.body().clone(), reason, cut }
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body of the response, as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The same with each of `secrets` struck out of the reason. [`body`](Self::body) stays as it came.
    #[must_use]
    pub fn redacted(mut self, secrets: &[&str]) -> Self {
        redact(&mut self.reason, secrets);
        if self.cut {
            // What was cut can end in the middle of a secret.
            for secret in secrets {
                let mut begins = (1..secret.len()).rev().filter_map(|end| secret.get(..end));
                if let Some(part) = begins.find(|part| self.reason.ends_with(part)) {
                    self.reason.truncate(self.reason.len() - part.len());
                }
            }
        }
        self
    }

    /// The same without the body: for answers that hold a secret.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self {
            body: Bytes::new(),
            reason: "its body is not the expected JSON".to_owned(),
            cut: false,
            ..self
        }
    }
}

/// Cuts a text to so many bytes or, where that is within a character, fewer.
fn shorten(text: &mut String, bytes: usize) {
    let whole = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.truncate(whole.unwrap_or_default());
}

impl fmt::Debug for UnreadableResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadableResponse")
            .field("action", &self.action)
            .field("status", &self.status)
            .field("reason", &tidy(&self.reason))
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

impl fmt::Display for UnreadableResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "could not read the response (status {}) to the request to {}: {}",
            self.status.as_str(),
            self.action,
            tidy(&self.reason)
        )
    }
}

impl std::error::Error for UnreadableResponse {}
