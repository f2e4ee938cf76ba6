use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::Retryability;

/// The service's refusal: a response whose status is not the one that means success.
///
/// `Display` names the call, the status, the service's message and how to fix the problem. `Debug` leaves out
/// the body and the headers.
#[derive(Clone)]
pub struct Rejection(Box<Refusal>);

#[derive(Clone)]
struct Refusal {
    action: &'static str,
    status: StatusCode,
    message: Option<String>,
    detail: Vec<String>,
    headers: HeaderMap,
    body: Bytes,
}

/// The fewest bytes that a secret has.
const SHORTEST_SECRET: usize = 8;

/// How many details a message repeats.
const DETAILS: usize = 10;

/// The longest text of a service that is repeated in a message, in characters.
const SHOWN: usize = 200;

impl Rejection {
    /// Reads the refusal of `action`, which completes the phrase "could not".
    #[must_use]
    pub fn new(action: &'static str, response: http::Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        let (message, detail) = texts(&body, &[]);
        Self(Box::new(Refusal { action, status: head.status, message, detail, headers: head.headers, body }))
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// What the service says is wrong, shortened and free of control characters.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What the service adds to it, one entry for each thing that is wrong.
    #[must_use]
    pub fn detail(&self) -> &[String] {
        &self.0.detail
    }

    /// The headers of the response; `Retry-After` and `Date` say when to come back.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body of the response, as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Whether, and at what risk, the same request may be sent again.
    #[must_use]
    pub fn retryability(&self) -> Retryability {
        Retryability::of_status(self.0.status, self.0.headers.contains_key(header::RETRY_AFTER))
    }

    /// The same refusal with each of `secrets` struck out of the service's text. [`body`](Self::body) stays as it came.
    #[must_use]
    pub fn redacted(mut self, secrets: &[&str]) -> Self {
        // From the body again: a text that was shortened could end in the middle of a secret.
        (self.0.message, self.0.detail) = texts(&self.0.body, secrets);
        self
    }

    /// The same refusal without any text of the service's: for answers that could repeat a secret.
    #[must_use]
    pub fn without_text(self) -> Self {
        let Refusal { action, status, headers, .. } = *self.0;
        let headers = timing(&headers);
        Self(Box::new(Refusal {
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

/// Only the headers that say when to come back.
fn timing(headers: &HeaderMap) -> HeaderMap {
    let kept = [header::DATE, header::RETRY_AFTER];
    headers.iter().filter(|(name, _)| kept.contains(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
}

/// What a response says: its `message`, and its `detail` line by line.
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

/// Strikes secrets out of a text. What is too short to be one is left: it could be any word.
pub(super) fn redact(text: &mut String, secrets: &[&str]) {
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
        if text.contains(secret) {
            *text = text.replace(secret, "[redacted]");
        }
    }
}

/// A page of a proxy is no message.
fn is_plain(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.starts_with('<')
}

/// Neither a control character nor one that turns the direction of the text around it.
fn harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line of limited length that does no harm to a terminal.
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
