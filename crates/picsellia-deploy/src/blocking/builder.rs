use std::sync::Arc;
use std::time::Duration;

use picsellia_core::endpoint::OrganizationId;
use picsellia_core::{BlockingMonitorTransport, Inline, RequestLimits, Secret};

use super::Client;
use super::drive::drive;
use crate::{Error, RetryPolicy};

/// Configures a blocking [`Client`] and connects it.
///
/// Each setting that is not set in code defaults to an environment variable, as in the `picsellia`
/// command. An empty or blank variable counts as unset.
#[derive(Debug)]
pub struct ClientBuilder(crate::ClientBuilder);

impl Client {
    /// Connects with the settings of the environment: `PICSELLIA_TOKEN`, `PICSELLIA_HOST` and
    /// `PICSELLIA_ORGANIZATION`.
    ///
    /// The token is required. [`ClientBuilder`] describes the defaults of the others.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::connect`].
    pub fn from_env(transport: impl BlockingMonitorTransport + 'static) -> Result<Self, Error> {
        Self::builder(transport).connect()
    }

    /// Creates a builder for a client that sends its requests through `transport`.
    ///
    /// Settings that are not set in code come from the environment. A test should call
    /// [`ClientBuilder::ignore_environment`], so that it does not depend on the machine it runs on.
    #[must_use]
    pub fn builder(transport: impl BlockingMonitorTransport + 'static) -> ClientBuilder {
        ClientBuilder::new(transport)
    }
}

impl ClientBuilder {
    fn new(transport: impl BlockingMonitorTransport + 'static) -> Self {
        Self(crate::Client::builder(Inline::new(Arc::new(transport))))
    }

    /// Sets the API token. Defaults to the environment variable `PICSELLIA_TOKEN`.
    #[must_use]
    pub fn token(self, token: impl Into<Secret>) -> Self {
        Self(self.0.token(token))
    }

    /// Sets the URL of the platform: scheme, host and port.
    ///
    /// Defaults to the environment variable `PICSELLIA_HOST`, and without it to
    /// `https://app.picsellia.com`.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self(self.0.host(host))
    }

    /// Allows sending the token over plain `http` to another machine. It is always allowed within
    /// this machine.
    #[must_use]
    pub fn allow_insecure_http(self) -> Self {
        Self(self.0.allow_insecure_http())
    }

    /// Sets the organization by name.
    ///
    /// Defaults to the environment variable `PICSELLIA_ORGANIZATION`, and without it to the token's
    /// default organization.
    #[must_use]
    pub fn organization(self, name: impl Into<String>) -> Self {
        Self(self.0.organization(name))
    }

    /// Sets the organization by id. It overrides the environment variable `PICSELLIA_ORGANIZATION`.
    #[must_use]
    pub fn organization_id(self, id: OrganizationId) -> Self {
        Self(self.0.organization_id(id))
    }

    /// Sets the retry policy of all calls.
    #[must_use]
    pub fn retry_policy(self, policy: RetryPolicy) -> Self {
        Self(self.0.retry_policy(policy))
    }

    /// Sets the time limit of each call, including its attempts, waits and login.
    ///
    /// It replaces a [deadline](RetryPolicy::deadline()) that was set before, and a deadline that is
    /// set later replaces it. [`connect`](Self::connect) makes up to three calls.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.timeout(timeout))
    }

    /// Sets the limits of each single attempt: its time and the size of the response.
    #[must_use]
    pub fn request_limits(self, limits: RequestLimits) -> Self {
        Self(self.0.request_limits(limits))
    }

    /// Ignores the environment variables. Settings that are not set in code have fixed defaults.
    #[must_use]
    pub fn ignore_environment(self) -> Self {
        Self(self.0.ignore_environment())
    }

    /// Connects: identifies the owner of the token and opens the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if there is no token, no organization or no
    /// valid host. Nothing is sent if the token or the host is missing or invalid.
    /// [`Error::is_unauthorized`] if the platform does not accept the token. Other [`Error`]s if a
    /// request fails.
    pub fn connect(self) -> Result<Client, Error> {
        drive(self.0.connect()).map(Client)
    }
}
