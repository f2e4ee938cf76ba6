//! The session with the monitoring service: one login for all calls, renewed before it expires.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::StatusCode;
use picsellia_core::Rejection;
use picsellia_core::endpoint::{DeploymentId, Host, Login};

use crate::ErrorKind;
use crate::async_mutex::{AsyncMutex, lock};
use crate::credentials::Credentials;
use crate::error::LoginFailure;
use crate::retry::{CallOptions, Caller};

/// The lifetime of a session whose login states none. The platform documents an hour.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(50 * 60);

/// A session is renewed when a tenth of its lifetime is left, or this if that is less.
const RENEWAL_LEAD: Duration = Duration::from_secs(60);

/// The pause after a renewal that failed. Calls use the old session meanwhile.
const RENEWAL_PAUSE: Duration = Duration::from_secs(5);

/// The bound on a renewal, which delays the call that makes it.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(5);

/// The bound on one exchange of a login, whose bodies are small.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(15);

/// The bound on a login with all its attempts, which other calls wait for.
const LOGIN_DEADLINE: Duration = Duration::from_secs(60);

/// The sessions with the monitoring service of one deployment, one after the other.
#[derive(Debug)]
pub(crate) struct Sessions {
    caller: Caller,
    host: Host,
    deployment: DeploymentId,
    /// The token. A login sends it in the body, without a header.
    credentials: Arc<Credentials>,
    current: Mutex<Option<Arc<Session>>>,
    /// Held during a login, so that calls that need a session at the same time share the login.
    logging_in: AsyncMutex,
    /// How the last login failed, if it did.
    failed: Mutex<Option<FailedLogin>>,
    /// How many logins have ended.
    ended: AtomicU64,
}

#[derive(Debug)]
struct Session {
    /// A failed renewal keeps this allocation, by which [`Sessions::discard`] knows the session.
    credentials: Arc<Credentials>,
    renew_at: Instant,
    expires_at: Instant,
}

#[derive(Debug)]
enum FailedLogin {
    /// The service did not accept the token.
    Authentication(Rejection),
    Other(LoginFailure),
}

impl FailedLogin {
    fn of(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Authentication(rejection) => Self::Authentication(rejection),
            ErrorKind::Rejected(rejection) if rejection.status() == StatusCode::FORBIDDEN => {
                Self::Authentication(rejection)
            }
            other => Self::Other(LoginFailure(Arc::new(other))),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Authentication(rejection) => ErrorKind::Authentication(rejection.clone()),
            Self::Other(failure) => failure.clone().into(),
        }
    }
}

impl Sessions {
    pub(crate) fn new(
        caller: Caller,
        host: Host,
        deployment: DeploymentId,
        credentials: &Credentials,
    ) -> Self {
        Self {
            caller,
            host,
            deployment,
            credentials: Arc::new(credentials.without_headers()),
            current: Mutex::new(None),
            logging_in: AsyncMutex::default(),
            failed: Mutex::new(None),
            ended: AtomicU64::new(0),
        }
    }

    /// Returns the deployment that the sessions are for.
    pub(crate) fn deployment(&self) -> &DeploymentId {
        &self.deployment
    }

    /// Returns the credentials of the session, after a login within `time_left` if there is none.
    ///
    /// One call renews a session that is about to expire, in a single short attempt. The others use
    /// the old session meanwhile. If the renewal fails, all use it until it expires.
    pub(crate) async fn credentials(
        &self,
        options: &CallOptions,
        time_left: Duration,
    ) -> Result<Arc<Credentials>, ErrorKind> {
        let ended = self.ended.load(Ordering::Acquire);
        let _guard = match self.valid() {
            Some(session) if !self.is_due(&session) => return Ok(Arc::clone(&session.credentials)),
            Some(session) => match self.logging_in.try_lock() {
                Some(guard) => guard,
                None => return Ok(Arc::clone(&session.credentials)),
            },
            None => self.logging_in.lock().await,
        };
        // Another call may have logged in, or failed to, while this one waited.
        let current = self.valid();
        if let Some(session) = current.as_ref().filter(|session| !self.is_due(session)) {
            return Ok(Arc::clone(&session.credentials));
        }
        if current.is_none()
            && self.ended.load(Ordering::Acquire) != ended
            && let Some(failed) = &*lock(&self.failed)
        {
            return Err(failed.kind());
        }

        let outcome = match &current {
            Some(_) => self.log_in(&options.with_one_attempt(), RENEWAL_TIMEOUT.min(time_left / 4)).await,
            None => self.log_in(options, time_left).await,
        };
        self.ended.fetch_add(1, Ordering::AcqRel);
        let session = match (outcome, current) {
            (Ok(session), _) => session,
            (Err(_), Some(old)) => {
                let renew_at = self.caller.transport.now() + RENEWAL_PAUSE;
                Session { credentials: Arc::clone(&old.credentials), renew_at, expires_at: old.expires_at }
            }
            (Err(failed), None) => {
                let kind = failed.kind();
                *lock(&self.failed) = Some(failed);
                return Err(kind);
            }
        };
        let credentials = Arc::clone(&session.credentials);
        *lock(&self.failed) = None;
        *lock(&self.current) = Some(Arc::new(session));
        Ok(credentials)
    }

    /// Discards a session that the service no longer accepts, unless another call has replaced it.
    pub(crate) fn discard(&self, refused: &Credentials) {
        let mut current = lock(&self.current);
        if current.as_ref().is_some_and(|session| std::ptr::eq(&*session.credentials, refused)) {
            *current = None;
        }
    }

    /// Returns the session, if it has not expired.
    fn valid(&self) -> Option<Arc<Session>> {
        let now = self.caller.transport.now();
        lock(&self.current).clone().filter(|session| now < session.expires_at)
    }

    /// Returns whether it is time to renew a session.
    fn is_due(&self, session: &Session) -> bool {
        self.caller.transport.now() >= session.renew_at
    }

    async fn log_in(&self, options: &CallOptions, time_left: Duration) -> Result<Session, FailedLogin> {
        let options = options
            .with_timeout(time_left.min(LOGIN_DEADLINE))
            .with_request_timeout(options.limits().timeout.min(LOGIN_TIMEOUT));
        let login = Login::new(self.credentials.token(), &self.deployment);
        // The lifetime counts from before the request, so it never seems longer than it is.
        let asked_at = self.caller.transport.now();
        let response = self.caller.call(&login, &self.host, &self.credentials, &options).await;
        let session = response.map_err(|error| FailedLogin::of(error.into_kind()))?;
        let credentials = self.credentials.with_session(session.jwt, session.authorization);
        let lifetime = session.lifetime.unwrap_or(DEFAULT_LIFETIME);
        self.caller.observer.logged_in(self.deployment.as_str(), lifetime);
        let expires_at = asked_at + lifetime;
        let renew_at = asked_at + lifetime.saturating_sub((lifetime / 10).min(RENEWAL_LEAD));
        Ok(Session { credentials: Arc::new(credentials), renew_at, expires_at })
    }
}
