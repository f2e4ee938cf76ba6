//! The session with the monitoring service: logged in once for all callers, renewed before it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_lock::Mutex;
use http::HeaderMap;
use picsellia_core::endpoint::{DeploymentId, Host, Login};
use picsellia_core::{Secret, UnreadableAnswer};

use crate::Error;
use crate::link::{Link, bearer};

/// How long a session is taken to last where its login does not tell. The platform's documentation says an hour.
const USUAL_LIFETIME: Duration = Duration::from_secs(50 * 60);

/// A session is renewed when a tenth of its life is left, but not sooner than this before its end.
const EARLIEST_RENEWAL: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Sessions {
    link: Link,
    host: Host,
    deployment: DeploymentId,
    token: Secret,
    /// Held while logging in, so that callers who need a session at the same time share one login.
    current: Mutex<Option<Arc<Live>>>,
}

/// A session that can be used.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) headers: HeaderMap,
    renew_at: Instant,
}

impl Sessions {
    pub(crate) fn new(link: Link, host: Host, deployment: DeploymentId, token: Secret) -> Self {
        Self { link, host, deployment, token, current: Mutex::new(None) }
    }

    /// The session, after a login if there is none or it is about to end.
    pub(crate) async fn current(&self) -> Result<Arc<Live>, Error> {
        let mut current = self.current.lock().await;
        if let Some(live) = current.as_ref().filter(|live| self.link.transport.now() < live.renew_at) {
            return Ok(Arc::clone(live));
        }
        let live = Arc::new(self.log_in().await?);
        *current = Some(Arc::clone(&live));
        Ok(live)
    }

    /// Drops a session that the service no longer accepts, unless somebody has renewed it meanwhile.
    pub(crate) async fn discard(&self, refused: &Arc<Live>) {
        let mut current = self.current.lock().await;
        if current.as_ref().is_some_and(|live| Arc::ptr_eq(live, refused)) {
            *current = None;
        }
    }

    async fn log_in(&self) -> Result<Live, Error> {
        let login = Login { api_token: &self.token, deployment: &self.deployment };
        // Its life is counted from before it was asked for: never too long, whatever the network took.
        let asked_at = self.link.transport.now();
        let session =
            self.link.call(&login, &self.host, &HeaderMap::new()).await.map_err(|error| match error {
                Error::Rejected(rejection) if rejection.status().is_client_error() => {
                    Error::Authentication(rejection)
                }
                other => other,
            })?;
        let headers = bearer(session.jwt.expose()).ok_or_else(|| {
            let answer = http::Response::new(bytes::Bytes::new());
            UnreadableAnswer::new(
                "log in to the monitoring service",
                &answer,
                "the jwt is not a header value",
            )
        })?;
        let lifetime = session.lifetime.unwrap_or(USUAL_LIFETIME);
        let renew_at = asked_at + lifetime.saturating_sub((lifetime / 10).min(EARLIEST_RENEWAL));
        Ok(Live { headers, renew_at })
    }
}
