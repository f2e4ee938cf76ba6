use std::sync::Arc;
use std::time::Duration;

use picsellia_core::endpoint::{Endpoint, Host, Organization};

use crate::credentials::Credentials;
use crate::error::ConfigError;
use crate::observe::Counters;
use crate::retry::{CallOptions, Caller};
use crate::{Error, RetryPolicy};

/// A connection to the platform as one organization. A clone is cheap and shares the connection.
///
/// ```
/// use picsellia_deploy::Client;
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
/// let doors = client.deployment("doors").await?;
/// println!("{} monitors {} predictions", doors.name(), doors.inference_type());
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Client(pub(super) Arc<Inner>, pub(super) CallOptions);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) caller: Caller,
    pub(super) host: Host,
    pub(super) allow_insecure_http: bool,
    pub(super) username: String,
    pub(super) organization: Organization,
    /// The credentials of every call to the platform.
    pub(super) credentials: Arc<Credentials>,
}

impl Client {
    /// Returns a client with another retry policy, which shares this connection.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self(Arc::clone(&self.0), self.1.with_retry_policy(policy))
    }

    /// Returns a client with another time limit for each call, which shares this connection.
    ///
    /// The limit includes the attempts, waits and login of a call.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(Arc::clone(&self.0), self.1.with_timeout(timeout))
    }

    /// Returns the user name of the token's owner.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// Returns the organization that the client acts in.
    #[must_use]
    pub fn organization(&self) -> &Organization {
        &self.0.organization
    }

    /// Returns how many predictions were sent, delivered, retried and so on since the client was
    /// connected.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.caller.observer.counters()
    }

    /// Makes a call of your own to the platform, for what this crate has no method for.
    ///
    /// The [`RetryPolicy`] applies, so it must be safe to make the call twice.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails or [`Endpoint::read`] reports an error.
    pub async fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.0.caller.call(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// Makes a call to the platform that must not be made twice.
    pub(crate) async fn call_once<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.0.caller.call_once(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// Deletes something at the platform.
    pub(crate) async fn delete<E: Endpoint<Response = ()> + Sync>(&self, endpoint: &E) -> Result<(), Error> {
        self.0.caller.delete(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// Makes a call to the platform whose response has up to `bytes` bytes.
    pub(crate) async fn call_for_up_to<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        bytes: usize,
    ) -> Result<E::Response, Error> {
        let options = self.1.with_responses_up_to(bytes);
        self.0.caller.call(endpoint, &self.0.host, &self.0.credentials, &options).await
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.0.caller
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// Returns the retry policy and the limits of the calls that this handle makes.
    pub(crate) fn options(&self) -> &CallOptions {
        &self.1
    }

    /// Returns the platform's origin, such as `https://app.picsellia.com`.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.0.host
    }

    /// Rejects a host that the token must not be sent to.
    pub(crate) fn check_host(&self, host: &Host) -> Result<(), ConfigError> {
        check_host(host, self.0.allow_insecure_http)
    }
}

/// Rejects a host that the token must not be sent to.
pub(super) fn check_host(host: &Host, allow_insecure_http: bool) -> Result<(), ConfigError> {
    if allow_insecure_http || host.keeps_secrets() {
        Ok(())
    } else {
        Err(ConfigError::InsecureHost(host.clone()))
    }
}
