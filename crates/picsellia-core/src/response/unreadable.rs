use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::rejection::{redact, tidy};

/// A response whose status means success, but whose body cannot be read. The service probably
/// processed the request.
///
/// The body is kept for diagnosis. `Debug` and `Display` do not show it.
#[derive(Clone)]
pub struct UnreadableResponse {
    action: &'static str,
    status: StatusCode,
    body: Bytes,
    /// The beginning of the reason: enough for `Display` after secrets are removed.
    reason: String,
    /// Whether the reason was longer.
    cut: bool,
}

/// The number of bytes of a reason that are kept: it can repeat a text of the response.
const KEPT: usize = 4096;

impl UnreadableResponse {
    /// Creates the error of a response to `action`, which completes "the request to". `reason` says
    /// what is wrong.
    pub fn new(action: &'static str, response: &http::Response<Bytes>, reason: impl Into<String>) -> Self {
        let mut reason = reason.into();
        let cut = reason.len() > KEPT;
        shorten(&mut reason, KEPT);
        Self { action, status: response.status(), body: response.body().clone(), reason, cut }
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the body of the response, unchanged. It may repeat a secret, so do not log it.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Removes each of `secrets` from the reason. [`body`](Self::body) stays unchanged.
    #[must_use]
    pub fn redacted(mut self, secrets: &[&str]) -> Self {
        redact(&mut self.reason, secrets);
        if self.cut {
            // The shortened reason can end in the middle of a secret.
            for secret in secrets {
                let mut begins = (1..secret.len()).rev().filter_map(|end| secret.get(..end));
                if let Some(part) = begins.find(|part| self.reason.ends_with(part)) {
                    self.reason.truncate(self.reason.len() - part.len());
                }
            }
        }
        self
    }

    /// Removes the body and the reason, for responses that contain a secret.
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

/// Shortens a text to at most `bytes` bytes, at the end of a character.
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
