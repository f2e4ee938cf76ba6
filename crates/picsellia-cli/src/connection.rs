//! Connects to the platform as the settings say.

use std::sync::Arc;

use picsellia_deploy::client::OrganizationId;
use picsellia_deploy::transport::{MonitorTransport, RequestLimits, Threaded, TransportOptions};
use picsellia_deploy::{Client, RetryPolicy};
use picsellia_transport_hyper::HyperTransport;
use picsellia_transport_ureq::UreqTransport;

use crate::arguments::{ConnectionArguments, TransportName};
use crate::failure::Failure;
use crate::lookup::uuid_of;
use crate::settings::Settings;

impl ConnectionArguments {
    /// Reads the settings and connects to the platform.
    pub(crate) async fn connect(&self) -> Result<Client, Failure> {
        self.connect_with(&Settings::read(self)?).await
    }

    /// Connects to the platform with settings that were read before.
    pub(crate) async fn connect_with(&self, settings: &Settings) -> Result<Client, Failure> {
        let transport = self.transport(settings.transport.value)?;
        let mut builder = Client::builder(transport).host(&settings.host.value);
        // Without a token, the facade reads the same environment variable and reports it missing.
        if let Some(token) = &settings.token {
            builder = builder.token(token.value.clone());
        }
        if let Some(organization) = &settings.organization {
            builder = match uuid_of(&organization.value) {
                Some(id) => builder.organization_id(OrganizationId::new(id)),
                None => builder.organization(&organization.value),
            };
        }
        if self.allow_insecure_http {
            builder = builder.allow_insecure_http();
        }
        let mut policy = RetryPolicy::default();
        if let Some(attempts) = self.attempts {
            policy = policy.max_attempts(attempts);
        }
        if let Some(timeout) = self.timeout {
            policy = policy.deadline(timeout);
        }
        Ok(builder.retry_policy(policy).request_limits(self.limits()).connect().await?)
    }

    /// Creates the transport of this name.
    pub(crate) fn transport(&self, name: TransportName) -> Result<Arc<dyn MonitorTransport>, Failure> {
        let mut options = TransportOptions::new();
        if let Some(path) = &self.ca_certificates {
            let pem = std::fs::read(path).map_err(|error| {
                Failure::usage(format!("cannot read the certificates in {}: {error}", path.display()))
            })?;
            options = options.root_certificates(pem);
        }
        Ok(match name {
            TransportName::Hyper => {
                Arc::new(HyperTransport::with_options(&options).map_err(|error| unusable(&error))?)
            }
            TransportName::Ureq => {
                let transport = UreqTransport::with_options(&options).map_err(|error| unusable(&error))?;
                Arc::new(Threaded::new(transport))
            }
        })
    }

    /// Returns the limits of one attempt.
    pub(crate) fn limits(&self) -> RequestLimits {
        self.timeout.map_or_else(RequestLimits::default, RequestLimits::with_timeout)
    }
}

/// An invalid transport option, as a usage failure.
fn unusable(error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::usage(error.to_string()).because_source(error)
}
