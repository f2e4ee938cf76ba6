//! The session with the monitoring service: logged in once for all callers, renewed before it ends.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::StatusCode;
use picsellia_core::UnreadableResponse;
use picsellia_core::endpoint::{DeploymentId, Host, Login};

use crate::async_mutex::{AsyncMutex, lock};
use crate::credentials::Credentials;
use crate::error::LoginFailure;
use crate::retry::{CallOptions, Caller};
use crate::{ErrorKind, RetryPolicy};

/// How long a session is taken to last where its login does not tell. The platform's documentation says an hour.
const USUAL_LIFETIME: Duration = Duration::from_secs(50 * 60);

/// A session is renewed when a tenth of its life is left, but not sooner than this before its end.
const EARLIEST_RENEWAL: Duration = Duration::from_secs(60);

/// How long a session that could not be renewed, and still lasts, is used before that is tried again.
const RENEWAL_PAUSE: Duration = Duration::from_secs(5);

/// The bound on the renewal of a session that still lasts: whoever does it has a prediction to send.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(5);

/// The bound on one exchange of a login, whose bodies are small.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(15);

/// The bound on a login with all its attempts: nobody waits longer for somebody else's.
const LOGIN_DEADLINE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Sessions {
    caller: Caller,
    host: Host,
    deployment: DeploymentId,
    /// What a login is made with: the token, and no header.
    credentials: Arc<Credentials>,
    live: Mutex<Option<Arc<Live>>>,
    /// Held while logging in, so that callers who need a session at the same time share one login.
    logging_in: AsyncMutex,
    /// How the last login failed, if it did.
    refused: Mutex<Option<Refusal>>,
    /// How many logins have ended.
    ended: AtomicU64,
}

/// A session that can be used.
#[derive(Debug)]
struct Live {
    /// The same ones for as long as the session is the same, however often its renewal fails.
    credentials: Arc<Credentials>,
    renew_at: Instant,
    expires_at: Instant,
}

/// How the last login failed, if it did.
#[derive(Debug)]
enum Refusal {
    Authentication(picsellia_core::Rejection),
    Other(LoginFailure),
}

impl Refusal {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Authentication(rejection) => ErrorKind::Authentication(rejection.clone()),
            Self::Other(failure) => failure.clone().into(),
        }
    }
}

impl Sessions {
    /// The deployment that the sessions are for.
    pub(crate) fn deployment(&self) -> &DeploymentId {
        &self.deployment
    }

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
            live: Mutex::new(None),
            logging_in: AsyncMutex::default(),
            refused: Mutex::new(None),
            ended: AtomicU64::new(0),
        }
    }

    /// The session, after a login of at most `time_left` if there is none.
    ///
    /// A session that is about to end is renewed by one caller, in one attempt that leaves it time for its call, while the
    /// others go on with it; if that fails it is used for as long as it lasts.
    pub(crate) async fn current(
        &self,
        options: &CallOptions,
        time_left: Duration,
    ) -> Result<Arc<Credentials>, ErrorKind> {
        let ended = self.ended.load(Ordering::Acquire);
        let _guard = match self.usable() {
            Some(live) if !self.is_due(&live) => return Ok(Arc::clone(&live.credentials)),
            Some(live) => match self.logging_in.try_lock() {
                Some(guard) => guard,
                None => return Ok(Arc::clone(&live.credentials)),
            },
            None => self.logging_in.lock().await,
        };
        // Somebody else may have logged in, or failed to, in the meantime.
        let current = self.usable();
        if let Some(live) = current.as_ref().filter(|live| !self.is_due(live)) {
            return Ok(Arc::clone(&live.credentials));
        }
        if current.is_none()
            && self.ended.load(Ordering::Acquire) != ended
            && let Some(refusal) = &*lock(&self.refused)
        {
            return Err(refusal.kind());
        }

        let outcome = match &current {
            Some(_) => {
                let once = options.with_retry_policy(RetryPolicy::never());
                self.log_in(&once, RENEWAL_TIMEOUT.min(time_left / 4)).await
            }
            None => self.log_in(options, time_left).await,
        };
        self.ended.fetch_add(1, Ordering::AcqRel);
        let live = match (outcome, current) {
            (Ok(live), _) => live,
            (Err(_), Some(old)) => {
                let renew_at = self.caller.transport.now() + RENEWAL_PAUSE;
                Live { credentials: Arc::clone(&old.credentials), renew_at, expires_at: old.expires_at }
            }
            (Err(refusal), None) => {
                let kind = refusal.kind();
                *lock(&self.refused) = Some(refusal);
                return Err(kind);
            }
        };
        let credentials = Arc::clone(&live.credentials);
        *lock(&self.refused) = None;
        *lock(&self.live) = Some(Arc::new(live));
        Ok(credentials)
    }

    /// The session, while it lasts.
    fn usable(&self) -> Option<Arc<Live>> {
        let now = self.caller.transport.now();
        lock(&self.live).clone().filter(|live| now < live.expires_at)
    }

    /// Whether a session is to be renewed.
    fn is_due(&self, live: &Live) -> bool {
        self.caller.transport.now() >= live.renew_at
    }

    /// Drops a session that the service no longer accepts, unless somebody has renewed it meanwhile.
    pub(crate) fn discard(&self, refused: &Credentials) {
        let mut live = lock(&self.live);
        if live.as_ref().is_some_and(|live| std::ptr::eq(&*live.credentials, refused)) {
            *live = None;
        }
    }

    async fn log_in(&self, options: &CallOptions, time_left: Duration) -> Result<Live, Refusal> {
        let options = options
            .with_timeout(time_left.min(LOGIN_DEADLINE))
            .with_request_timeout(options.limits().timeout.min(LOGIN_TIMEOUT));
        let login = Login::new(self.credentials.token(), &self.deployment);
        // Its life is counted from before it was asked for: never too long, whatever the network took.
        let asked_at = self.caller.transport.now();
        let login = self.caller.call(&login, &self.host, &self.credentials, &options).await;
        let session = login.map_err(|error| match error.into_kind() {
            ErrorKind::Rejected(rejection) if rejection.status() == StatusCode::FORBIDDEN => {
                Refusal::Authentication(rejection)
            }
            ErrorKind::Authentication(rejection) => Refusal::Authentication(rejection),
            other => Refusal::Other(LoginFailure(Arc::new(other))),
        })?;
        let credentials = self.credentials.with_session(session.jwt).ok_or_else(|| {
            let response = http::Response::new(bytes::Bytes::new());
            let action = "log in to the monitoring service";
            let unreadable =
                UnreadableResponse::new(action, &response, "the jwt is not the value of a header");
            Refusal::Other(LoginFailure(Arc::new(unreadable.into())))
        })?;
        let lifetime = session.lifetime.unwrap_or(USUAL_LIFETIME);
        self.caller.observer.logged_in(self.deployment.as_str(), lifetime);
        let expires_at = asked_at + lifetime;
        let renew_at = asked_at + lifetime.saturating_sub((lifetime / 10).min(EARLIEST_RENEWAL));
        Ok(Live { credentials: Arc::new(credentials), renew_at, expires_at })
    }
}
