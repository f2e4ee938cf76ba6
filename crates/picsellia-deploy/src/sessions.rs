//! The session with the monitoring service: logged in once for all callers, renewed before it ends.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::{HeaderMap, StatusCode};
use picsellia_core::UnreadableResponse;
use picsellia_core::endpoint::{DeploymentId, Host, Login};

use crate::error::LoginFailure;
use crate::gate::Gate;
use crate::link::{Link, bearer};
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
    link: Link,
    host: Host,
    deployment: DeploymentId,
    live: Mutex<Option<Arc<Live>>>,
    /// Held while logging in, so that callers who need a session at the same time share one login.
    gate: Gate,
    /// How the last login failed, if it did.
    refused: Mutex<Option<Refusal>>,
    /// How many logins have ended.
    ended: AtomicU64,
}

/// A session that can be used.
#[derive(Debug)]
pub(crate) struct Live {
    /// The same ones for as long as the session is the same, however often its renewal fails.
    pub(crate) headers: Arc<HeaderMap>,
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

    pub(crate) fn new(link: Link, host: Host, deployment: DeploymentId) -> Self {
        Self {
            link,
            host,
            deployment,
            live: Mutex::new(None),
            gate: Gate::default(),
            refused: Mutex::new(None),
            ended: AtomicU64::new(0),
        }
    }

    /// The session, after a login of at most `time_left` if there is none.
    ///
    /// A session that is about to end is renewed by one caller, in one attempt that leaves it time for its call, while the
    /// others go on with it; if that fails it is used for as long as it lasts.
    pub(crate) async fn current(&self, time_left: Duration) -> Result<Arc<Live>, ErrorKind> {
        let ended = self.ended.load(Ordering::Acquire);
        let _pass = match self.usable() {
            Some(live) if !self.is_due(&live) => return Ok(live),
            Some(live) => match self.gate.try_enter() {
                Some(pass) => pass,
                None => return Ok(live),
            },
            None => self.gate.enter().await,
        };
        // Somebody else may have logged in, or failed to, in the meantime.
        let current = self.usable();
        if let Some(live) = current.as_ref().filter(|live| !self.is_due(live)) {
            return Ok(Arc::clone(live));
        }
        if current.is_none()
            && self.ended.load(Ordering::Acquire) != ended
            && let Some(refusal) = &*hold(&self.refused)
        {
            return Err(refusal.kind());
        }

        let outcome = match &current {
            Some(_) => self.log_in(RetryPolicy::never(), RENEWAL_TIMEOUT.min(time_left / 4)).await,
            None => self.log_in(self.link.policy, time_left).await,
        };
        self.ended.fetch_add(1, Ordering::AcqRel);
        let live = match (outcome, current) {
            (Ok(live), _) => live,
            (Err(_), Some(old)) => {
                let renew_at = self.link.transport.now() + RENEWAL_PAUSE;
                Live { headers: Arc::clone(&old.headers), renew_at, expires_at: old.expires_at }
            }
            (Err(refusal), None) => {
                let kind = refusal.kind();
                *hold(&self.refused) = Some(refusal);
                return Err(kind);
            }
        };
        let live = Arc::new(live);
        *hold(&self.refused) = None;
        *hold(&self.live) = Some(Arc::clone(&live));
        Ok(live)
    }

    /// The session, while it lasts.
    fn usable(&self) -> Option<Arc<Live>> {
        let now = self.link.transport.now();
        hold(&self.live).clone().filter(|live| now < live.expires_at)
    }

    /// Whether a session is to be renewed.
    fn is_due(&self, live: &Live) -> bool {
        self.link.transport.now() >= live.renew_at
    }

    /// Drops a session that the service no longer accepts, unless somebody has renewed it meanwhile.
    pub(crate) fn discard(&self, refused: &Live) {
        let mut live = hold(&self.live);
        if live.as_ref().is_some_and(|live| Arc::ptr_eq(&live.headers, &refused.headers)) {
            *live = None;
        }
    }

    async fn log_in(&self, policy: RetryPolicy, time_left: Duration) -> Result<Live, Refusal> {
        let mut link = self.link.clone();
        link.policy = policy.deadline(policy.deadline.min(time_left).min(LOGIN_DEADLINE));
        link.limits.timeout = link.limits.timeout.min(LOGIN_TIMEOUT);
        let login = Login::new(&self.link.token, &self.deployment);
        // Its life is counted from before it was asked for: never too long, whatever the network took.
        let asked_at = link.transport.now();
        let session = link.call(&login, &self.host, &HeaderMap::new()).await.map_err(|error| match error
            .into_kind()
        {
            ErrorKind::Rejected(rejection) if rejection.status() == StatusCode::FORBIDDEN => {
                Refusal::Authentication(rejection)
            }
            ErrorKind::Authentication(rejection) => Refusal::Authentication(rejection),
            other => Refusal::Other(LoginFailure(Arc::new(other))),
        })?;
        let headers = bearer(session.jwt.expose()).ok_or_else(|| {
            let response = http::Response::new(bytes::Bytes::new());
            let action = "log in to the monitoring service";
            let unreadable =
                UnreadableResponse::new(action, &response, "the jwt is not the value of a header");
            Refusal::Other(LoginFailure(Arc::new(unreadable.into())))
        })?;
        let lifetime = session.lifetime.unwrap_or(USUAL_LIFETIME);
        link.observer.logged_in(self.deployment.as_str(), lifetime);
        let expires_at = asked_at + lifetime;
        let renew_at = asked_at + lifetime.saturating_sub((lifetime / 10).min(EARLIEST_RENEWAL));
        Ok(Live { headers: Arc::new(headers), renew_at, expires_at })
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing can panic while it is held.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
