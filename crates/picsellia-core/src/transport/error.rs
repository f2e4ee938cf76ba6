use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use super::cause::Cause;

type Source = Box<dyn StdError + Send + Sync + 'static>;

/// How an exchange failed.
///
/// After the first four kinds the service cannot have received the request. After any other kind it
/// may have processed it, and sending it again may do the work twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport cannot send the request in this form. **Not sent.**
    Unsendable,
    /// No connection: the name was not resolved, the port refused, or the attempt timed out. **Not
    /// sent.**
    Connect,
    /// The TLS handshake failed or the certificate was rejected. **Not sent.**
    Tls,
    /// The body of the request could not be read to its end, or does not have the stated length.
    /// **Not completely sent**: the service cannot have processed the request.
    BodyUnreadable,
    /// The timeout elapsed. **May have been sent.** If the head of the response had arrived, its
    /// status is known: see [`TransportError::received`].
    Timeout,
    /// The connection ended before a response started. **May have been sent.**
    ConnectionLost,
    /// The response is incomplete. **Was sent**; the status is known: see
    /// [`TransportError::received`].
    Truncated,
    /// The response is larger than the limit. **Was sent**; the status is known.
    ResponseTooLarge,
    /// The response is not valid HTTP. **May have been sent.**
    Malformed,
}

impl TransportErrorKind {
    /// Returns whether the service may have received the request and processed it.
    #[must_use]
    pub fn may_have_been_sent(self) -> bool {
        !matches!(self, Self::Unsendable | Self::Connect | Self::Tls | Self::BodyUnreadable)
    }

    fn message(self) -> &'static str {
        match self {
            Self::Unsendable => "the request cannot be sent in this form",
            Self::Connect => "could not connect to the service",
            Self::Tls => "could not secure the connection to the service",
            Self::BodyUnreadable => "the body of the request could not be read",
            Self::Timeout => "the service did not respond in time",
            Self::ConnectionLost => "the connection was lost before a response arrived",
            Self::Truncated => "the connection was lost in the middle of the response",
            Self::ResponseTooLarge => "the response is larger than the limit",
            Self::Malformed => "the response is not valid HTTP",
        }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

/// An exchange that returned no complete response.
///
/// `Display` says what happened and never repeats the [`source`](StdError::source). `Debug` shows
/// no headers and no bodies.
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Source>,
    received: Option<Box<http::Response<Bytes>>>,
}

impl TransportError {
    /// Creates an error of the given kind, without a source.
    #[must_use]
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None, received: None }
    }

    /// Creates an error of the given kind, with a reason of the transport's own.
    #[must_use]
    pub fn because(kind: TransportErrorKind, reason: &str) -> Self {
        Self::new(kind).with_source(Cause::message(reason))
    }

    /// Creates an error of the given kind that another crate's error caused.
    ///
    /// It keeps the text of that error and of its sources, but not their types. Remove URLs from
    /// the text first, because they can be secret.
    #[must_use]
    pub fn caused_by(kind: TransportErrorKind, error: &dyn StdError) -> Self {
        Self::new(kind).with_source(Cause::of(error))
    }

    /// Sets the source of the error. Remove URLs from its text first, because they can be secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the part of the response that arrived.
    #[must_use]
    pub fn with_received(mut self, received: http::Response<Bytes>) -> Self {
        self.received = Some(Box::new(received));
        self
    }

    /// Removes the body of the part of the response that arrived, because it can contain a secret.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        if let Some(received) = &mut self.received {
            *received.body_mut() = Bytes::new();
        }
        self
    }

    /// Returns how the exchange failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether the service may have received the request and processed it.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.kind.may_have_been_sent()
    }

    /// Returns the part of the response that arrived before the failure: its status and headers are
    /// complete, its body is not.
    #[must_use]
    pub fn received(&self) -> Option<&http::Response<Bytes>> {
        self.received.as_deref()
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TransportError");
        out.field("kind", &self.kind).field("source", &self.source);
        if let Some(received) = &self.received {
            out.field("status", &received.status()).field("received_bytes", &received.body().len());
        }
        out.finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())?;
        match &self.received {
            Some(received) => write!(f, " (status {})", received.status().as_u16()),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
