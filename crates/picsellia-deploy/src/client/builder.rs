use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use picsellia_core::endpoint::{FindOrganization, GetOrganization, Host, OrganizationId, Ping};
use picsellia_core::{MonitorTransport, RequestLimits, Secret};

use super::environment::{self, Environment};
use super::handle::{Client, Inner, check_host};
use crate::credentials::Credentials;
use crate::error::ConfigError;
use crate::retry::{CallOptions, Caller};
use crate::{Error, RetryPolicy};

const ORGANIZATION: HeaderName = HeaderName::from_static("x-picsellia-organization");

/// Configures a [`Client`] and connects it.
///
/// Each setting that is not set in code defaults to an environment variable, as in the `picsellia`
/// command. An empty or blank variable counts as unset.
///
/// ```
/// use std::time::Duration;
///
/// use picsellia_deploy::{Client, RetryPolicy};
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new())
///     .token("the-api-token")
///     .organization("acme")
///     .timeout(Duration::from_secs(20))
///     .retry_policy(RetryPolicy::default().max_attempts(3))
///     .connect()
///     .await?;
/// assert_eq!(client.organization().name, "acme");
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct ClientBuilder {
    transport: Arc<dyn MonitorTransport>,
    token: Option<Secret>,
    host: Option<String>,
    allow_insecure_http: bool,
    organization: Option<Which>,
    options: CallOptions,
    ignores_environment: bool,
}

/// How the organization is identified.
#[derive(Debug)]
enum Which {
    Named(String),
    Identified(OrganizationId),
}

impl Client {
    /// Connects with the settings of the environment: `PICSELLIA_TOKEN`, `PICSELLIA_HOST` and
    /// `PICSELLIA_ORGANIZATION`.
    ///
    /// The token is required. [`ClientBuilder`] describes the defaults of the others.
    ///
    /// ```no_run
    /// use picsellia_deploy::Client;
    /// use picsellia_transport_hyper::HyperTransport;
    ///
    /// # async fn run() -> Result<(), picsellia_deploy::Error> {
    /// let client = Client::from_env(HyperTransport::new()?).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::connect`].
    pub async fn from_env(transport: impl MonitorTransport + 'static) -> Result<Self, Error> {
        Self::builder(transport).connect().await
    }

    /// Creates a builder for a client that sends its requests through `transport`.
    ///
    /// Settings that are not set in code come from the environment. A test should call
    /// [`ClientBuilder::ignore_environment`], so that it does not depend on the machine it runs on.
    #[must_use]
    pub fn builder(transport: impl MonitorTransport + 'static) -> ClientBuilder {
        ClientBuilder::new(Arc::new(transport))
    }
}

impl ClientBuilder {
    fn new(transport: Arc<dyn MonitorTransport>) -> Self {
        Self {
            transport,
            token: None,
            host: None,
            allow_insecure_http: false,
            organization: None,
            options: CallOptions::new(RetryPolicy::default(), RequestLimits::default()),
            ignores_environment: false,
        }
    }

    /// Sets the API token. Defaults to the environment variable `PICSELLIA_TOKEN`.
    #[must_use]
    pub fn token(self, token: impl Into<Secret>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// Sets the URL of the platform: scheme, host and port.
    ///
    /// Defaults to the environment variable `PICSELLIA_HOST`, and without it to
    /// `https://app.picsellia.com`.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    /// Allows sending the token over plain `http` to another machine. It is always allowed within
    /// this machine.
    #[must_use]
    pub fn allow_insecure_http(self) -> Self {
        Self { allow_insecure_http: true, ..self }
    }

    /// Sets the organization by name.
    ///
    /// Defaults to the environment variable `PICSELLIA_ORGANIZATION`, and without it to the token's
    /// default organization.
    #[must_use]
    pub fn organization(self, name: impl Into<String>) -> Self {
        Self { organization: Some(Which::Named(name.into())), ..self }
    }

    /// Sets the organization by id. It overrides the environment variable `PICSELLIA_ORGANIZATION`.
    #[must_use]
    pub fn organization_id(self, id: OrganizationId) -> Self {
        Self { organization: Some(Which::Identified(id)), ..self }
    }

    /// Sets the retry policy of all calls.
    #[must_use]
    pub fn retry_policy(self, policy: RetryPolicy) -> Self {
        Self { options: self.options.with_retry_policy(policy), ..self }
    }

    /// Sets the time limit of each call, including its attempts, waits and login.
    ///
    /// It replaces a [deadline](RetryPolicy::deadline()) that was set before, and a deadline that is
    /// set later replaces it. [`connect`](Self::connect) makes up to three calls.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { options: self.options.with_timeout(timeout), ..self }
    }

    /// Sets the limits of each single attempt: its time and the size of the response.
    #[must_use]
    pub fn request_limits(self, limits: RequestLimits) -> Self {
        Self { options: self.options.with_limits(limits), ..self }
    }

    /// Ignores the environment variables. Settings that are not set in code have fixed defaults.
    #[must_use]
    pub fn ignore_environment(self) -> Self {
        Self { ignores_environment: true, ..self }
    }

    /// Connects: identifies the owner of the token and opens the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if there is no token, no organization or no
    /// valid host. Nothing is sent if the token or the host is missing or invalid.
    /// [`Error::is_unauthorized`] if the platform does not accept the token. Other [`Error`]s if a
    /// request fails.
    pub async fn connect(self) -> Result<Client, Error> {
        self.connect_in(Environment(std::env::var_os)).await
    }

    async fn connect_in<L>(self, environment: Environment<L>) -> Result<Client, Error>
    where
        L: Fn(&'static str) -> Option<OsString>,
    {
        let configured = if self.ignores_environment { self } else { self.with_defaults_from(&environment)? };
        let Self { transport, token, host, allow_insecure_http, organization, options, .. } = configured;
        // Drops the environment before the first await, so that the future is `Send` whatever it
        // is.
        drop(environment);

        // A token read from a file or a secret store often ends in a line break.
        let token = token.map(|token| Secret::new(token.expose().trim()));
        let token = token.filter(|token| !token.expose().is_empty()).ok_or(ConfigError::NoToken)?;
        let mut credentials =
            Credentials::from_token(token).map(Arc::new).ok_or(ConfigError::InvalidToken)?;
        let host = match &host {
            Some(host) => host.parse().map_err(ConfigError::from)?,
            None => Host::public(),
        };
        check_host(&host, allow_insecure_http)?;

        let caller = Caller::new(transport);
        let platform = caller.call(&Ping, &host, &credentials, &options).await?;
        let id = match organization {
            Some(Which::Identified(id)) => id,
            Some(Which::Named(name)) => {
                caller.call(&FindOrganization::new(&name), &host, &credentials, &options).await?
            }
            None => platform.default_organization.ok_or(ConfigError::NoOrganization)?,
        };
        let organization = caller.call(&GetOrganization::new(&id), &host, &credentials, &options).await?;
        if organization.has_default_connector
            && let Ok(id) = HeaderValue::from_str(organization.id.as_str())
        {
            Arc::make_mut(&mut credentials).insert(ORGANIZATION, id);
        }
        let username = platform.username;
        let inner = Inner { caller, host, allow_insecure_http, username, organization, credentials };
        Ok(Client(Arc::new(inner), options))
    }

    /// Reads each setting that is not set in code from the environment.
    fn with_defaults_from<L>(mut self, environment: &Environment<L>) -> Result<Self, ConfigError>
    where
        L: Fn(&'static str) -> Option<OsString>,
    {
        if self.token.is_none() {
            self.token = environment.variable(environment::TOKEN)?.map(Secret::from);
        }
        if self.host.is_none()
            && let Some(host) = environment.variable(environment::HOST)?
        {
            host.parse::<Host>().map_err(ConfigError::HostVariable)?;
            self.host = Some(host);
        }
        if self.organization.is_none() {
            self.organization = environment.variable(environment::ORGANIZATION)?.map(Which::Named);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use picsellia_transport_mock::{MockTransport, Route, block_on};

    use super::*;

    fn connect(builder: ClientBuilder, variables: &[(&str, &str)]) -> Result<Client, Error> {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
        let lookup = move |name: &str| {
            variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        block_on(builder.connect_in(Environment(lookup)))
    }

    const VARIABLES: [(&str, &str); 3] = [
        ("PICSELLIA_TOKEN", "token-of-the-environment\n"),
        ("PICSELLIA_HOST", "http://127.0.0.1:8765"),
        ("PICSELLIA_ORGANIZATION", "of-the-environment"),
    ];

    #[test]
    fn settings_default_to_the_environment() {
        let mock = MockTransport::new();
        let client = connect(Client::builder(mock.clone()), &VARIABLES).unwrap();
        assert_eq!(client.host().to_string(), "http://127.0.0.1:8765");
        let requests = mock.requests();
        assert_eq!(requests[0].header("authorization"), Some("Bearer token-of-the-environment"));
        assert_eq!(requests[1].target(), "/api/organizations/find?name=of-the-environment");
    }

    #[test]
    fn settings_in_code_override_the_environment() {
        let mock = MockTransport::new();
        let builder = Client::builder(mock.clone())
            .token("token-of-the-code")
            .host("https://example.com")
            .organization("acme");
        let client = connect(builder, &VARIABLES).unwrap();
        assert_eq!(client.host().to_string(), "https://example.com");
        let requests = mock.requests();
        assert_eq!(requests[0].header("authorization"), Some("Bearer token-of-the-code"));
        assert_eq!(requests[1].target(), "/api/organizations/find?name=acme");

        let id = client.organization().id.clone();
        let mock = MockTransport::new();
        connect(Client::builder(mock.clone()).organization_id(id), &VARIABLES).unwrap();
        assert!(mock.requests().iter().all(|request| request.route() != Route::FindOrganization));
    }

    #[test]
    fn a_client_can_ignore_the_environment() {
        let mock = MockTransport::new();
        let builder = Client::builder(mock.clone()).token("token-of-the-code").ignore_environment();
        let client = connect(builder, &VARIABLES).unwrap();
        assert_eq!(client.host(), &Host::public());
        assert!(mock.requests().iter().all(|request| request.route() != Route::FindOrganization));

        let without_token = Client::builder(MockTransport::new()).ignore_environment();
        let error = connect(without_token, &VARIABLES).unwrap_err();
        assert_eq!(error.to_string(), ConfigError::NoToken.to_string());
    }

    #[test]
    fn blank_variables_are_ignored() {
        let mock = MockTransport::new();
        let blank = [("PICSELLIA_HOST", ""), ("PICSELLIA_ORGANIZATION", " ")];
        let client = connect(Client::builder(mock).token("the-api-token"), &blank).unwrap();
        assert_eq!(client.host(), &Host::public());

        let error = connect(Client::builder(MockTransport::new()), &[("PICSELLIA_TOKEN", " ")]).unwrap_err();
        assert_eq!(error.to_string(), ConfigError::NoToken.to_string());
    }

    #[test]
    fn the_host_of_the_environment_has_to_keep_the_token_secret() {
        let mock = MockTransport::new();
        let host = [("PICSELLIA_HOST", "http://example.com")];
        let error = connect(Client::builder(mock.clone()).token("the-api-token"), &host).unwrap_err();
        assert!(error.is_config(), "{error}");
        assert!(mock.requests().is_empty());
    }

    #[test]
    fn an_invalid_host_of_the_environment_names_the_variable_and_the_value() {
        let mock = MockTransport::new();
        let host = [("PICSELLIA_HOST", "app.example.com")];
        let error = connect(Client::builder(mock.clone()).token("the-api-token"), &host).unwrap_err();
        assert_eq!(
            error.to_string(),
            "environment variable PICSELLIA_HOST: invalid host \"app.example.com\": it has no scheme; expected \
             scheme, host and port only, such as https://app.picsellia.com"
        );
        assert!(mock.requests().is_empty());
    }
}
