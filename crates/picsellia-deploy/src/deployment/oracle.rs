//! The monitoring service of a deployment, called within a session.

use http::StatusCode;
use picsellia_core::endpoint::{Endpoint, Host};
use picsellia_core::{DeliveryState, Rejection};

use crate::link::{Link, Stakes};
use crate::observe::delivering;
use crate::retry::Attempts;
use crate::sessions::Sessions;
use crate::{Delivery, Error, ErrorKind};

#[derive(Debug)]
pub(super) struct Oracle {
    pub(super) link: Link,
    pub(super) host: Host,
    pub(super) sessions: Sessions,
}

impl Oracle {
    /// Makes a call that may be made twice without harm.
    pub(super) async fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        let policy = self.link.policy.delivery(Delivery::AtLeastOnce);
        let mut attempts = Attempts::begin(&self.link, policy, Stakes::None);
        self.drive(endpoint, &mut attempts, || (), |_| None).await.map(|(response, _)| response)
    }

    /// Makes a call that stores something, each time under the same key. `replayed` makes the response of a refusal as
    /// "already processed" that follows an attempt of which nobody knows whether it arrived, in this call or before it.
    pub(super) async fn deliver<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        key: &str,
        arrival: &DeliveryState,
        replayed: impl Fn(&Rejection) -> E::Response + Send + Sync,
    ) -> Result<E::Response, Error> {
        let mut attempts = Attempts::begin(&self.link, self.link.policy, Stakes::Storing);
        if arrival.is_possible() {
            attempts.note_doubt();
        }
        let replayed = |conflict: &Rejection| Some(replayed(conflict));
        let delivered = async {
            let underway = self.link.observer.begin(endpoint.action(), arrival);
            let driven = self.drive(endpoint, &mut attempts, || underway.sending(), replayed).await;
            match driven {
                Ok((response, deduplicated)) => {
                    underway.delivered(deduplicated);
                    Ok(response)
                }
                Err(error) => {
                    underway.gave_up(&error);
                    Err(error)
                }
            }
        };
        delivering(endpoint.action(), self.sessions.deployment().as_str(), key, delivered).await
    }

    /// The response, and whether it is that of a refusal to a replay. `sending` is called before each attempt.
    async fn drive<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        attempts: &mut Attempts<'_>,
        sending: impl Fn() + Send,
        replayed: impl Fn(&Rejection) -> Option<E::Response> + Send,
    ) -> Result<(E::Response, bool), Error> {
        // The refusal of a session, once it has been renewed for it.
        let mut refused: Option<ErrorKind> = None;
        loop {
            let session = match self.sessions.current(attempts.time_left()).await {
                Ok(session) => session,
                Err(kind) => return Err(attempts.end(kind)),
            };
            let time_left = attempts.time_left();
            if time_left.is_zero() {
                let kind = refused.unwrap_or_else(|| Link::too_late(endpoint.action(), &self.host));
                return Err(attempts.end(kind));
            }
            sending();
            match self.link.once(endpoint, &self.host, &session.headers, time_left, attempts.stakes()).await {
                Ok(response) => return Ok((response, false)),
                Err(kind @ ErrorKind::Authentication(_)) => {
                    self.sessions.discard(&session);
                    if refused.is_some() {
                        attempts.note(&kind);
                        return Err(attempts.end(kind));
                    }
                    // The service did not look at what was sent, so this is not an attempt at it.
                    refused = Some(kind);
                    continue;
                }
                Err(ErrorKind::Rejected(conflict)) if conflict.status() == StatusCode::CONFLICT => {
                    if is_in_progress(&conflict) {
                        attempts.note_doubt();
                        attempts.pause_regardless(conflict.into()).await?;
                    } else if attempts.ambiguous()
                        && let Some(response) = replayed(&conflict)
                    {
                        return Ok((response, true));
                    } else {
                        let kind = conflict.into();
                        attempts.note(&kind);
                        return Err(attempts.end(kind));
                    }
                }
                Err(kind) => attempts.pause_after(kind).await?,
            }
            refused = None;
        }
    }
}

/// Two meanings of 409 exist in the world; this is the one that asks for patience.
fn is_in_progress(conflict: &Rejection) -> bool {
    conflict.message().is_some_and(|message| message.to_ascii_lowercase().contains("in progress"))
}
