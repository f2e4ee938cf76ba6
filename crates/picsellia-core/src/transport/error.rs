use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use super::cause::Cause;

type Source = Box<dyn StdError + Send + Sync + 'static>;

/// How an exchange failed. The first four mean that the service cannot have got the request;
/// after any other it may have acted on it, and sending again may do the work twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request could not be put into the form that the transport sends. **Not sent.**
    Unsendable,
    /// No connection: the name did not resolve, the port refused, or the attempt took too long. **Not sent.**
    Connect,
    /// The connection was made but not secured: the handshake failed or the certificate was refused. **Not sent.**
    Tls,
    /// The body could not be read to its end, or was not as long as it stated. **Not sent whole**: the service has at
    /// most a part of the request, and nothing to act on.
    BodyUnreadable,
    /// The time limit passed. **May have been sent**; where the head of the response had come, its status is known:
    /// see [`TransportError::received`].
    Timeout,
    /// The connection ended before a response began. **May have been sent.**
    ConnectionLost,
    /// A response began and did not end. **Was sent**, and the response's status is known:
    /// see [`TransportError::received`].
    Truncated,
    /// The response is larger than the limit. **Was sent**; its status is known.
    ResponseTooLarge,
    /// What came back is not HTTP. **May have been sent.**
    Malformed,
}

impl TransportErrorKind {
    /// Whether the service may have got the request, and acted on it.
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

/// An exchange that brought no whole response.
///
/// `Display` tells what happened and never repeats [`source`](StdError::source). `Debug` shows neither
/// headers nor bodies.
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Source>,
    received: Option<Box<http::Response<Bytes>>>,
}

impl TransportError {
    /// An error of the given kind, with nothing below it.
    #[must_use]
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None, received: None }
    }

    /// An error of the given kind, for a reason of the transport's own.
    #[must_use]
    pub fn because(kind: TransportErrorKind, reason: &str) -> Self {
        Self::new(kind).with_source(Cause::message(reason))
    }

    /// An error of the given kind that another crate's error caused. The text of that one and of all below it is kept,
    /// and their types are not. Strip URLs from it first: they can be secret.
    #[must_use]
    pub fn caused_by(kind: TransportErrorKind, error: &dyn StdError) -> Self {
        Self::new(kind).with_source(Cause::of(error))
    }

    /// The same error, caused by `source`. Strip URLs from it first: they can be secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error, with as much of the response as had come.
    #[must_use]
    pub fn with_received(mut self, received: http::Response<Bytes>) -> Self {
        self.received = Some(Box::new(received));
        self
    }

    /// The same error without the part of a body that had come: for answers that can hold a secret.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        if let Some(received) = &mut self.received {
            *received.body_mut() = Bytes::new();
        }
        self
    }

    /// How the exchange failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the service may have got the request, and acted on it.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.kind.may_have_been_sent()
    }

    /// The part of the response that came before the failure: its status and headers are whole,
    /// its body is not.
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
