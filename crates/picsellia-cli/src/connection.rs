//! The connection that a command works over.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use picsellia_deploy::client::OrganizationId;
use picsellia_deploy::deployment::DeploymentId;
use picsellia_deploy::predicted_asset::PredictedAssetInfo;
use picsellia_deploy::transport::{MonitorTransport, RequestLimits, TransportOptions};
use picsellia_deploy::{Client, Deployment, ErrorKind, PredictionId, RetryPolicy};
use picsellia_transport_hyper::HyperTransport;
use picsellia_transport_ureq::UreqTransport;
use uuid::Uuid;

use crate::failure::{Exit, Failure};
use crate::settings::{Settings, TransportName};

/// Where to, as whom, and how. The token has no flag: other users of the machine could read it in the list of processes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArguments {
    /// The platform: scheme, host and port [default: the public one] [env: PICSELLIA_HOST].
    #[arg(long, value_name = "URL")]
    pub(crate) host: Option<String>,

    /// The organization, by name or UUID; the token's default one unless said [env: PICSELLIA_ORGANIZATION].
    #[arg(long, value_name = "NAME|UUID")]
    pub(crate) organization: Option<String>,

    /// The file that holds the API token [env: PICSELLIA_TOKEN holds the token itself].
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// What carries the requests [default: hyper].
    #[arg(long, value_name = "NAME")]
    pub(crate) transport: Option<TransportName>,

    /// Trust the certificate authorities in this PEM file, besides those of the machine.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_certificates: Option<PathBuf>,

    /// Let the token travel over plain http to another machine.
    #[arg(long)]
    pub(crate) allow_insecure_http: bool,

    /// How many attempts a call may take [default: 5].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) attempts: Option<u32>,

    /// How long a call may take in all, its attempts together, in seconds [default: 300].
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) timeout: Option<Duration>,
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "this is not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("this is not a time that a call could take".to_owned()),
    }
}

impl ConnectionArguments {
    /// Connects to the platform.
    pub(crate) async fn connect(&self) -> Result<Client, Failure> {
        self.connect_with(&Settings::read(self)?).await
    }

    /// As [`connect`](Self::connect), with settings that were read before.
    pub(crate) async fn connect_with(&self, settings: &Settings) -> Result<Client, Failure> {
        let transport = self.transport(settings.transport.value)?;
        let mut builder = Client::builder(transport).host(&settings.host.value);
        // Without one the facade would look into the environment again, and find nothing either.
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

    /// What carries the requests.
    pub(crate) fn transport(&self, name: TransportName) -> Result<Arc<dyn MonitorTransport>, Failure> {
        let mut options = TransportOptions::new();
        if let Some(path) = &self.ca_certificates {
            let pem = std::fs::read(path).map_err(|error| {
                Failure::usage(format!("the certificates {} cannot be read: {error}", path.display()))
            })?;
            options = options.root_certificates(pem);
        }
        Ok(match name {
            TransportName::Hyper => {
                Arc::new(HyperTransport::with_options(&options).map_err(|error| unusable(&error))?)
            }
            TransportName::Ureq => {
                Arc::new(UreqTransport::with_options(&options).map_err(|error| unusable(&error))?)
            }
        })
    }

    /// The bounds of one exchange.
    pub(crate) fn limits(&self) -> RequestLimits {
        self.timeout.map_or_else(RequestLimits::default, RequestLimits::with_timeout)
    }
}

/// An option of the transport that cannot be what it was set to.
fn unusable(error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::usage(error.to_string()).because_source(error)
}

/// Finds a deployment by its name, or by its id where it looks like one.
pub(crate) async fn deployment(client: &Client, name_or_id: &str) -> Result<Deployment, Failure> {
    let found = match uuid_of(name_or_id) {
        Some(id) => client.deployment_by_id(&DeploymentId::new(id)).await,
        None => client.deployment(name_or_id).await,
    };
    found.map_err(|error| {
        let not_found = is_not_found(&error);
        let mut failure = Failure::from(error);
        failure.message = format!("deployment {name_or_id:?}: {}", failure.message);
        if not_found {
            failure.hint = Some("`picsellia deployments list` shows which there are".to_owned());
        }
        failure
    })
}

/// Finds a stored prediction by the id of its receipt: on this deployment, or on whichever has it.
pub(crate) async fn prediction(
    client: &Client,
    deployment: Option<&str>,
    id: &str,
) -> Result<(Deployment, PredictedAssetInfo), Failure> {
    let id = PredictionId::new(id);
    if let Some(name) = deployment {
        let deployment = self::deployment(client, name).await?;
        let asset = deployment.predicted_asset(&id).await.map_err(|error| of_prediction(&id, error))?;
        return Ok((deployment, asset));
    }
    let mut deployments = client.stream_deployments();
    while let Some(found) = deployments.try_next().await? {
        let deployment = client.deployment_by_id(&found.id).await?;
        match deployment.predicted_asset(&id).await {
            Ok(asset) => return Ok((deployment, asset)),
            Err(error) if is_not_found(&error) => {}
            Err(error) => return Err(of_prediction(&id, error)),
        }
    }
    let message = format!("no deployment of {:?} has a prediction {id}", client.organization().name);
    Err(Failure::new(Exit::NotFound, message).hint("the id is the one that `picsellia monitor` printed"))
}

fn of_prediction(id: &PredictionId, error: picsellia_deploy::Error) -> Failure {
    let not_found = is_not_found(&error);
    let mut failure = Failure::from(error);
    failure.message = format!("prediction {id}: {}", failure.message);
    if not_found {
        failure.hint = Some("the id is the one that `picsellia monitor` printed".to_owned());
    }
    failure
}

fn is_not_found(error: &picsellia_deploy::Error) -> bool {
    matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == http::StatusCode::NOT_FOUND)
}

/// The names of a deployment's classes, by the label map of its champion. Empty if there is no model, or no map.
pub(crate) async fn label_map(deployment: &Deployment) -> Result<BTreeMap<i64, String>, Failure> {
    let Some(model) = deployment.model_version().await? else { return Ok(BTreeMap::new()) };
    model.labels().cloned().map_err(|error| Failure::invalid(error.to_string()))
}

fn uuid_of(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.to_string())
}
