//! `picsellia doctor`

mod check;
mod network;

use clap::Args;
use picsellia_deploy::endpoint::Host;
use picsellia_deploy::{Client, InferenceType};
use serde_json::Value;

use crate::arguments::ConnectionArguments;
use crate::failure::{Exit, Failure, INSECURE_HOST_HINT};
use crate::lookup;
use crate::output::Output;
use crate::settings::{self, Settings};

use check::Report;

/// Diagnose connection problems (token, host, proxy, TLS, clock, login) and suggest fixes.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia doctor --deployment doors")]
pub(crate) struct Doctor {
    /// Check the type of this deployment, and its login to the monitoring service
    #[arg(long, value_name = "NAME|UUID")]
    deployment: Option<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Doctor {
    pub(crate) async fn run(mut self, output: Output) -> Result<(), Failure> {
        // A second attempt would find nothing new, and somebody is waiting.
        self.connection.attempts.get_or_insert(1);
        self.connection.timeout.get_or_insert(std::time::Duration::from_secs(15));
        let mut report = Report::default();
        self.examine(&mut report).await;
        if output.is_json() {
            output.value(&report.checks().iter().map(check::Check::as_json).collect::<Value>())?;
            return report.outcome();
        }
        output.text(&report)?;
        // The text has the hint already.
        report.outcome().map_err(|failure| Failure { hint: None, ..failure })
    }

    /// Runs the checks in order.
    ///
    /// Each check needs those before it, so the report ends at the first failure.
    async fn examine(&self, report: &mut Report) {
        let file = settings::file_path().filter(|path| path.is_file());
        let file = file.map_or_else(|| "no file".to_owned(), |path| path.display().to_string());
        let Some(settings) = report.take("configuration", Settings::read(&self.connection), |_| file) else {
            return;
        };

        let host = settings.host.value.parse::<Host>().map_err(|error| {
            Failure::usage(format!("{:?} ({}): {error}", settings.host.value, settings.host.origin))
        });
        let origin = &settings.host.origin;
        let Some(host) =
            report.take("host", host.and_then(|host| self.safe(host)), |host| format!("{host} ({origin})"))
        else {
            return;
        };
        report.ok("proxy", network::proxy(&host));

        if !network::reach(report, &self.connection, settings.transport.value, &host).await {
            return;
        }
        let Some(client) = self.log_in(report, &settings).await else { return };
        self.examine_deployment(report, &client).await;
    }

    fn safe(&self, host: Host) -> Result<Host, Failure> {
        if host.keeps_secrets() || self.connection.allow_insecure_http {
            return Ok(host);
        }
        Err(Failure::usage(format!("{host} is not https: the API token could be read on the network"))
            .hint(INSECURE_HOST_HINT))
    }

    /// Checks the token and the organization.
    async fn log_in(&self, report: &mut Report, settings: &Settings) -> Option<Client> {
        let origin = settings.token.as_ref().map(|token| token.origin.to_string()).unwrap_or_default();
        match self.connection.connect_with(settings).await {
            Ok(client) => {
                report.ok("token", format!("accepted, belongs to {} ({origin})", client.username()));
                report.ok("organization", client.organization().name.clone());
                Some(client)
            }
            // The platform accepted the token before it was asked for the organization.
            Err(failure) if matches!(failure.exit, Exit::NotFound | Exit::Usage) => {
                report.ok("token", format!("accepted ({origin})"));
                report.failed("organization", failure);
                None
            }
            Err(failure) => {
                report.failed("token", failure);
                None
            }
        }
    }

    async fn examine_deployment(&self, report: &mut Report, client: &Client) {
        let Some(name) = &self.deployment else {
            let listed = client.deployments(1000).await.map_err(Failure::from);
            report.take("deployments", listed, |listed| match listed.as_slice() {
                [] => "none".to_owned(),
                listed => {
                    let names: Vec<_> = listed.iter().map(|deployment| deployment.name.as_str()).collect();
                    format!("{} (--deployment checks one)", names.join(", "))
                }
            });
            return;
        };
        let found = lookup::deployment(client, name).await;
        let Some(deployment) =
            report.take("deployment", found, |found| format!("{}, {}", found.name(), found.inference_type()))
        else {
            return;
        };
        if matches!(
            deployment.inference_type(),
            InferenceType::NotConfigured | InferenceType::Multi | InferenceType::Unknown
        ) {
            let message =
                format!("a deployment of type {} takes no predictions", deployment.inference_type());
            report.failed("type", Failure::invalid(message).hint("set a model on the deployment"));
        }
        let information = deployment.information().await.map_err(Failure::from);
        report.take("monitoring", information, |_| "logged in".to_owned());
    }
}
