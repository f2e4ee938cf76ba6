//! `picsellia serve`: the local monitoring service as a program.

mod deployment;
mod file;
mod signal;

use std::path::PathBuf;

use clap::Args;
use picsellia_deploy::client::Secret;
use picsellia_server::{Server, ServerBuilder, StartError};
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;
use crate::output::Output;

use deployment::Deployment;
use file::File;
pub(crate) use signal::StopSignal;

/// Run a local Picsellia platform and monitoring service on one port.
///
/// Its URL is printed on stdout when it is ready; SIGTERM and Ctrl-C end it cleanly.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address to listen on [default: 127.0.0.1:7425].
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,

    /// Folder for records and images, created if needed [default: picsellia-data].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// API token that clients must send; `local` on loopback addresses when none is given.
    #[arg(long, value_name = "TOKEN", env = "PICSELLIA_TOKEN", hide_env_values = true)]
    token: Option<Secret>,

    /// Organization, created if needed [default: local].
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,

    /// URL that clients reach the service at, when that is not the one they call: behind a TLS proxy.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Deployment, created if needed, with the labels of its classes from 0 on. Can be repeated.
    #[arg(long = "deployment", value_name = "NAME[:TYPE[:LABEL,…]]")]
    deployments: Vec<Deployment>,

    /// TOML file with the same settings: listen, data, token, organization, public_url, and a [[deployment]] with name,
    /// type and labels for each. Arguments count before it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Also what clients take their token from.
const TOKEN_VARIABLE: &str = "PICSELLIA_TOKEN";

impl Serve {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        log();
        if let (Some(token), Ok(of_environment)) = (&self.token, std::env::var(TOKEN_VARIABLE))
            && token.expose() == of_environment
        {
            tracing::info!("clients have to send the token of {TOKEN_VARIABLE}");
        }
        let builder = self.builder()?;
        // Before the URL is printed: whoever reads it may stop the service at once.
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
        // An argument says it anew, where the file names the same one.
        let said =
            |deployment: &Deployment| self.deployments.iter().any(|given| given.name == deployment.name);
        let of_file = file.deployments.into_iter().filter(|deployment| !said(deployment));
        for Deployment { name, inference_type, labels } in of_file.chain(self.deployments.iter().cloned()) {
            if let Some(labels) = labels {
                builder = builder.labels(&name, labels);
            }
            builder = builder.deployment(name, inference_type);
        }
        Ok(builder)
    }
}

/// The log of the service, on stderr: from `info` on, or as `RUST_LOG` says.
pub(super) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let colours = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours);
    // There is no other subscriber in this process.
    let _ = log.with_writer(std::io::stderr).try_init();
}

pub(super) fn stop_signal() -> Result<StopSignal, Failure> {
    StopSignal::new().map_err(|error| Failure::other("signals cannot be listened for").because(&error))
}

pub(super) fn not_started(error: &StartError) -> Failure {
    Failure::other(format!("the service does not start: {error}"))
}

pub(super) fn print_url(server: &Server, output: Output) -> Result<(), Failure> {
    if output.is_json() { output.value(&json!({ "url": server.url() })) } else { output.text(server.url()) }
}

pub(super) async fn until_stopped(server: Server, stop: StopSignal) -> Result<(), Failure> {
    stop.received().await;
    tracing::info!("stopping");
    server.shutdown().await.map_err(|error| Failure::other(error.to_string()))
}
