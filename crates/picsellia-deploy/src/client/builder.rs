use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use picsellia_core::endpoint::{FindOrganization, GetOrganization, Host, OrganizationId, Ping};
use picsellia_core::{MonitorTransport, RequestLimits, Secret};

use super::handle::{Client, Inner};
use crate::credentials::Credentials;
use crate::error::ConfigError;
use crate::retry::{CallOptions, Caller};
use crate::{Error, RetryPolicy};

/// The environment variable that holds the API token, as for the official SDK.
const TOKEN_VARIABLE: &str = "PICSELLIA_TOKEN";

const ORGANIZATION: HeaderName = HeaderName::from_static("x-picsellia-organization");

/// Gathers what a [`Client`] needs, and connects it.
#[derive(Debug)]
pub struct ClientBuilder {
    transport: Arc<dyn MonitorTransport>,
    token: Option<Secret>,
    host: Option<String>,
    allow_insecure_http: bool,
    organization: Which,
    policy: RetryPolicy,
    limits: RequestLimits,
}

/// The organization that was asked for.
#[derive(Debug)]
enum Which {
    Default,
    Named(String),
    Identified(OrganizationId),
}

impl ClientBuilder {
    pub(super) fn new(transport: Arc<dyn MonitorTransport>) -> Self {
        Self {
            transport,
            token: None,
            host: None,
            allow_insecure_http: false,
            organization: Which::Default,
            policy: RetryPolicy::default(),
            limits: RequestLimits::default(),
        }
    }

    /// The API token; the environment variable `PICSELLIA_TOKEN` unless said.
    #[must_use]
    pub fn token(self, token: impl Into<Secret>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// The platform: scheme, host and port; `https://app.picsellia.com` unless said.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    /// Lets the token travel over plain `http` to another machine. It always may within this one.
    #[must_use]
    pub fn allow_insecure_http(self) -> Self {
        Self { allow_insecure_http: true, ..self }
    }

    /// The organization, by its name; the token's default one unless said.
    #[must_use]
    pub fn organization(self, name: impl Into<String>) -> Self {
        Self { organization: Which::Named(name.into()), ..self }
    }

    /// The organization, by its id.
    #[must_use]
    pub fn organization_id(self, id: OrganizationId) -> Self {
        Self { organization: Which::Identified(id), ..self }
    }

    /// How persistent calls are.
    #[must_use]
    pub fn retry_policy(self, policy: RetryPolicy) -> Self {
        Self { policy, ..self }
    }

    /// The bounds of one exchange.
    #[must_use]
    pub fn request_limits(self, limits: RequestLimits) -> Self {
        Self { limits, ..self }
    }

    /// Connects: asks the platform who the token belongs to, and opens the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if there is no token, no organization or no usable host, before anything is sent;
    /// [`ErrorKind::Authentication`](crate::ErrorKind::Authentication) if the platform does not know the token; other [`Error`]s as they say.
    pub async fn connect(self) -> Result<Client, Error> {
        let token = self.token.or_else(|| std::env::var(TOKEN_VARIABLE).ok().map(Secret::from));
        // A token read from a file or a secret store often ends in a line break.
        let token = token.map(|token| Secret::new(token.expose().trim()));
        let token = token.filter(|token| !token.expose().is_empty()).ok_or(ConfigError::NoToken)?;
        let mut credentials =
            Credentials::from_token(token).map(Arc::new).ok_or(ConfigError::InvalidToken)?;
        let host = match &self.host {
            Some(host) => host.parse().map_err(ConfigError::from)?,
            None => Host::public(),
        };
        check_host(&host, self.allow_insecure_http)?;

        let caller = Caller::new(self.transport);
        let options = CallOptions::new(self.policy, self.limits);
        let platform = caller.call(&Ping, &host, &credentials, &options).await?;
        let id = match self.organization {
            Which::Identified(id) => id,
            Which::Named(name) => {
                caller.call(&FindOrganization::new(&name), &host, &credentials, &options).await?
            }
            Which::Default => platform.default_organization.ok_or(ConfigError::NoOrganization)?,
        };
        let organization = caller.call(&GetOrganization::new(&id), &host, &credentials, &options).await?;
        if organization.has_default_connector
            && let Ok(id) = HeaderValue::from_str(organization.id.as_str())
        {
            Arc::make_mut(&mut credentials).insert(ORGANIZATION, id);
        }
        let allow_insecure_http = self.allow_insecure_http;
        let username = platform.username;
        let inner = Inner { caller, host, allow_insecure_http, username, organization, credentials };
        Ok(Client(Arc::new(inner), options))
    }
}

pub(super) fn check_host(host: &Host, allow_insecure_http: bool) -> Result<(), ConfigError> {
    if allow_insecure_http || host.keeps_secrets() {
        Ok(())
    } else {
        Err(ConfigError::InsecureHost(host.clone()))
    }
}
