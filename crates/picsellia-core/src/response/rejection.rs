use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::Retryability;

/// A response whose status does not mean success.
///
/// `Display` names the call, the status, the service's message and how to fix the problem. `Debug`
/// leaves out the body and the headers.
#[derive(Clone)]
pub struct Rejection(Box<Parts>);

#[derive(Clone)]
struct Parts {
    action: &'static str,
    status: StatusCode,
    message: Option<String>,
    detail: Vec<String>,
    headers: HeaderMap,
    body: Bytes,
}

/// The smallest length of a secret, in bytes.
const SHORTEST_SECRET: usize = 8;

/// The number of details that a message repeats.
const DETAILS: usize = 10;

/// The number of characters of a text of the service that a message repeats.
const SHOWN: usize = 200;

impl Rejection {
    /// Reads the rejection of `action`, which completes the phrase "could not".
    #[must_use]
    pub fn new(action: &'static str, response: http::Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        let (message, detail) = texts(&body, &[]);
        Self(Box::new(Parts { action, status: head.status, message, detail, headers: head.headers, body }))
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the message of the service, shortened and without control characters.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns the details that the service adds to its message, one entry per problem.
    #[must_use]
    pub fn detail(&self) -> &[String] {
        &self.0.detail
    }

    /// Returns the headers of the response. `Retry-After` and `Date` say when to retry.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the body of the response, unchanged. It may repeat a secret, so do not log it.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Returns whether the same request may be sent again, and at what risk.
    #[must_use]
    pub fn retryability(&self) -> Retryability {
        Retryability::of_status(self.0.status, self.0.headers.contains_key(header::RETRY_AFTER))
    }

    /// Removes each of `secrets` from the message and the details. [`body`](Self::body) stays
    /// unchanged.
    #[must_use]
    pub fn redacted(mut self, secrets: &[&str]) -> Self {
        // Starts from the body: a shortened text could end in the middle of a secret.
        (self.0.message, self.0.detail) = texts(&self.0.body, secrets);
        self
    }

    /// Removes every text of the service, for responses that could repeat a secret.
    #[must_use]
    pub fn without_text(self) -> Self {
        let Parts { action, status, headers, .. } = *self.0;
        let headers = timing(&headers);
        Self(Box::new(Parts {
            action,
            status,
            message: None,
            detail: Vec::new(),
            headers,
            body: Bytes::new(),
        }))
    }

    /// Returns how to fix the problem, if the status suggests a way.
    fn hint(&self) -> Option<&'static str> {
        match self.0.status.as_u16() {
            200..=299 => Some("this call expects another status: check for a proxy or a captive portal"),
            300..=399 => Some("redirects are not followed: check the host and the scheme"),
            401 => Some("check the token and the host"),
            403 => Some("check the permissions of the token, and the organization"),
            404 => Some("check the name or id, and the organization"),
            413 => Some("send a smaller image"),
            _ => None,
        }
    }
}

/// Returns only the headers that say when to retry.
fn timing(headers: &HeaderMap) -> HeaderMap {
    let kept = [header::DATE, header::RETRY_AFTER];
    headers.iter().filter(|(name, _)| kept.contains(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
}

/// Returns the texts of a response: its `message`, and its `detail` line by line.
fn texts(body: &[u8], secrets: &[&str]) -> (Option<String>, Vec<String>) {
    let tidied = |text: &str| {
        let mut text = text.to_owned();
        redact(&mut text, secrets);
        tidy(&text)
    };
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => (
            object.get("message").and_then(Value::as_str).map(tidied),
            object.get("detail").map(|detail| details(detail, &tidied)).unwrap_or_default(),
        ),
        Ok(_) => (None, Vec::new()),
        Err(_) => (std::str::from_utf8(body).ok().filter(|text| is_plain(text)).map(tidied), Vec::new()),
    }
}

fn details(detail: &Value, tidied: &impl Fn(&str) -> String) -> Vec<String> {
    match detail {
        Value::Null => Vec::new(),
        Value::String(text) => vec![tidied(text)],
        Value::Array(items) => items.iter().flat_map(|item| details(item, tidied)).collect(),
        other => vec![tidied(&other.to_string())],
    }
}

/// Removes secrets from a text. A string that is too short to be a secret stays: it could be any
/// word.
pub(super) fn redact(text: &mut String, secrets: &[&str]) {
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
        if text.contains(secret) {
            *text = text.replace(secret, "[redacted]");
        }
    }
}

/// Returns whether a text can be a message. The HTML page of a proxy cannot.
fn is_plain(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.starts_with('<')
}

/// Returns whether a character is neither a control character nor one that changes the direction of
/// the text.
fn harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns one line of limited length that is safe to print on a terminal.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy: String =
        text.trim().chars().take(SHOWN).map(|c| if harmless(c) { c } else { ' ' }).collect();
    if text.trim().chars().nth(SHOWN).is_some() {
        tidy.push('…');
    }
    tidy
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection")
            .field("action", &self.0.action)
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .field("detail", &self.0.detail)
            .field("body_bytes", &self.0.body.len())
            .finish()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}: the service responded with ", self.0.action)?;
        match &self.0.message {
            // The message of a service repeats the reason phrase in its own words.
            Some(message) => write!(f, "{}: {message}", self.0.status.as_str())?,
            None => write!(f, "{}", self.0.status)?,
        }
        for detail in self.0.detail.iter().take(DETAILS) {
            write!(f, "\n  {detail}")?;
        }
        if self.0.detail.len() > DETAILS {
            write!(f, "\n  and {} more", self.0.detail.len() - DETAILS)?;
        }
        match self.hint() {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Rejection {}
