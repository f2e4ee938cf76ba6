use std::error::Error as StdError;
use std::fmt;

use picsellia_core::{Retryability, TransportErrorKind};

use super::kind::ErrorKind;

/// The error of every operation of this crate.
///
/// [`kind`](Self::kind) is the stage that failed, and the `is_…` methods cover the common
/// cases. [`may_have_been_accepted`](Self::may_have_been_accepted) and
/// [`retryability`](Self::retryability) take all attempts of a call into account, not only the last
/// one.
///
/// The errors of images, builders and transports convert into it, so one type is enough for `?`:
///
/// ```
/// use picsellia_deploy::{BBox, Error, Image};
///
/// fn open() -> Result<Image, Error> {
///     let bbox = BBox::tlbr(128, 200, 159, 240)?;
///     println!("{bbox:?}");
///     Ok(Image::open("no-such-file.png")?)
/// }
///
/// let error = open().unwrap_err();
/// assert!(error.is_invalid_input());
/// assert_eq!((error.status(), error.attempts()), (None, 0));
/// ```
///
/// `Debug` prints the message and one line for each cause, because a `main` that returns an error
/// prints it this way.
pub struct Error(Box<Failed>);

struct Failed {
    kind: ErrorKind,
    attempts: u32,
    ambiguous: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, attempts: u32, ambiguous: bool) -> Self {
        Self(Box::new(Failed { kind, attempts, ambiguous }))
    }

    pub(crate) fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the stage that failed, in the last attempt if there were several.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the number of attempts that failed, which is zero if none was made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the HTTP status of the response, such as 404, if there was a response.
    ///
    /// After a failed login it is the status of the login.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.root() {
            ErrorKind::Rejected(rejection) | ErrorKind::Authentication(rejection) => {
                Some(rejection.status().as_u16())
            }
            ErrorKind::Unreadable(unreadable) => Some(unreadable.status().as_u16()),
            ErrorKind::Transport(failure) => {
                failure.error.received().map(|response| response.status().as_u16())
            }
            _ => None,
        }
    }

    /// Returns whether the input was invalid or its image could not be read. Nothing was sent.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.kind(), ErrorKind::Invalid(_) | ErrorKind::Image(_))
    }

    /// Returns whether the client or its transport is not configured for the call. Nothing was
    /// sent.
    #[must_use]
    pub fn is_config(&self) -> bool {
        matches!(self.root(), ErrorKind::Config(_) | ErrorKind::Build(_))
    }

    /// Returns whether the service does not accept the API token, or refused a session that it had
    /// just issued.
    ///
    /// This includes a login that was refused with the status 403.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.root(), ErrorKind::Authentication(_))
    }

    /// Returns whether the service responded that what was requested does not exist (status 404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_rejected_with(404)
    }

    /// Returns whether the service responded that the request conflicts with what is stored (status
    /// 409).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is_rejected_with(409)
    }

    /// Returns whether the service limits the rate of requests (status 429).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.is_rejected_with(429)
    }

    /// Returns whether the last attempt could not connect to the service, so it sent nothing.
    ///
    /// An earlier attempt may have: see [`may_have_been_accepted`](Self::may_have_been_accepted).
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.transport(), Some(TransportErrorKind::Connect | TransportErrorKind::Tls))
    }

    /// Returns whether the service did not respond in time, or the time limit of the call passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.root(), ErrorKind::DeadlinePassed(_))
            || self.transport() == Some(TransportErrorKind::Timeout)
    }

    fn is_rejected_with(&self, status: u16) -> bool {
        matches!(self.root(), ErrorKind::Rejected(rejection) if rejection.status().as_u16() == status)
    }

    fn transport(&self) -> Option<TransportErrorKind> {
        match self.root() {
            ErrorKind::Transport(failure) => Some(failure.error.kind()),
            _ => None,
        }
    }

    fn root(&self) -> &ErrorKind {
        self.0.kind.root()
    }

    /// Returns whether the service may have acted on any of the attempts, although no receipt was
    /// received.
    ///
    /// This is always `false` for calls that can be repeated without harm, such as reads, logins
    /// and settings. It is safe to send the *same* [`MonitorRequest`](crate::MonitorRequest) again
    /// even if this is `true`, because the request keeps its `Idempotency-Key`.
    #[must_use]
    pub fn may_have_been_accepted(&self) -> bool {
        self.0.ambiguous
    }

    /// Returns whether the same call can be made again later, and at what risk.
    ///
    /// The attempts that the [`RetryPolicy`](crate::RetryPolicy) allows were made before this error
    /// was returned.
    #[must_use]
    pub fn retryability(&self) -> Retryability {
        match self.0.kind.retryability() {
            Retryability::Never => Retryability::Never,
            _ if self.0.ambiguous => Retryability::MayDuplicate,
            _ => Retryability::Safe,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)?;
        if self.0.attempts > 1 {
            write!(f, ", after {} attempts", self.0.attempts)?;
        }
        if self.0.ambiguous {
            f.write_str("; the service may have accepted the request")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        causes(self).try_for_each(|cause| write!(f, "\n  caused by: {cause}"))
    }
}

/// Iterates over the causes of an error, the direct one first.
pub(crate) fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a dyn StdError> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause as &dyn StdError)
    })
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.kind.source()
    }
}

impl<E: Into<ErrorKind>> From<E> for Error {
    /// Creates the error of a call that failed before anything was sent.
    fn from(kind: E) -> Self {
        Self::new(kind.into(), 0, false)
    }
}
