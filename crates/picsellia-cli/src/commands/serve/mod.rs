//! `picsellia serve`: runs the local monitoring service.

mod deployment;
mod file;
mod signal;

use std::path::PathBuf;

use clap::Args;
use picsellia_deploy::client::Secret;
use picsellia_server::{Server, ServerBuilder, StartError};
use serde_json::json;

use crate::failure::Failure;
use crate::logging;
use crate::output::Output;

use deployment::Deployment;
use file::File;
pub(crate) use signal::StopSignal;

/// Run a local Picsellia platform and monitoring service.
///
/// Prints the URL on stdout once the service is ready. Press Ctrl-C to stop.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  picsellia serve --organization acme \\
      --deployment doors:OBJECT_DETECTION:person,car
  picsellia serve --config serve.toml

A configuration file has the same settings:
  listen = \"127.0.0.1:7425\"
  data = \"data\"
  organization = \"acme\"
  [[deployment]]
  name = \"doors\"
  type = \"OBJECT_DETECTION\"
  labels = [\"person\", \"car\"]")]
pub(crate) struct Serve {
    /// Address to listen on [default: 127.0.0.1:7425]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,

    /// Folder for records and images, created if needed [default: picsellia-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// API token that clients must send [default on loopback addresses: local]
    #[arg(long, value_name = "TOKEN", env = "PICSELLIA_TOKEN", hide_env_values = true)]
    token: Option<Secret>,

    /// Organization, created if needed [default: local]
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,

    /// URL of the service for clients, if it runs behind a TLS proxy
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Deployment, created if needed, with labels for its classes 0, 1, …; can be repeated
    #[arg(long = "deployment", value_name = "NAME[:TYPE[:LABEL,…]]")]
    deployments: Vec<Deployment>,

    /// TOML file with the same settings; arguments override it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The variable that clients read their token from, too.
const TOKEN_VARIABLE: &str = "PICSELLIA_TOKEN";

impl Serve {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        logging::install_service_log();
        if let (Some(token), Ok(of_environment)) = (&self.token, std::env::var(TOKEN_VARIABLE))
            && token.expose() == of_environment
        {
            tracing::info!("clients must send the token in {TOKEN_VARIABLE}");
        }
        let builder = self.builder()?;
        // A reader of the URL may stop the service at once, so signals are handled first.
        let stop = stop_signal()?;
        let server = builder.start().await.map_err(|error| not_started(&error))?;
        print_url(&server, output)?;
        until_stopped(server, stop).await
    }

    fn builder(self) -> Result<ServerBuilder, Failure> {
        let file = self.config.as_deref().map(File::read).transpose()?.unwrap_or_default();
        let mut builder = Server::builder()
            .listen(self.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:7425".to_owned()))
            .data_dir(self.data.or(file.data).unwrap_or_else(|| "picsellia-data".into()))
            .organization(self.organization.or(file.organization).unwrap_or_else(|| "local".to_owned()));
        if let Some(token) = self.token.or(file.token) {
            builder = builder.token(token);
        }
        if let Some(url) = self.public_url.or(file.public_url) {
            builder = builder.public_url(url);
        }
        // A deployment in the arguments replaces the one of the same name in the file.
        let is_replaced =
            |deployment: &Deployment| self.deployments.iter().any(|given| given.name == deployment.name);
        let of_file = file.deployments.into_iter().filter(|deployment| !is_replaced(deployment));
        for Deployment { name, inference_type, labels } in of_file.chain(self.deployments.iter().cloned()) {
            if let Some(labels) = labels {
                builder = builder.labels(&name, labels);
            }
            builder = builder.deployment(name, inference_type);
        }
        Ok(builder)
    }
}

pub(super) fn stop_signal() -> Result<StopSignal, Failure> {
    StopSignal::new().map_err(|error| Failure::other("cannot listen for signals").because(&error))
}

pub(super) fn not_started(error: &StartError) -> Failure {
    Failure::other(format!("cannot start the service: {error}"))
}

pub(super) fn print_url(server: &Server, output: Output) -> Result<(), Failure> {
    if output.is_json() { output.value(&json!({ "url": server.url() })) } else { output.text(server.url()) }
}

pub(super) async fn until_stopped(server: Server, stop: StopSignal) -> Result<(), Failure> {
    stop.received().await;
    tracing::info!("stopping");
    server.shutdown().await.map_err(|error| Failure::other(error.to_string()))
}
