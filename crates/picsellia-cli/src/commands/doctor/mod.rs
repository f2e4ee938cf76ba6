//! `picsellia doctor`

mod check;
mod network;

use clap::Args;
use picsellia_deploy::endpoint::Host;
use picsellia_deploy::{Client, InferenceType};
use serde_json::Value;

use crate::connection::{self, ConnectionArguments};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::settings::{self, Settings};

use check::Report;

/// Look for what stands in the way: token, host, proxy, TLS, clock, deployment and login, each with the way out.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The deployment whose type and login are looked at, by name or UUID.
    #[arg(long, value_name = "NAME|UUID")]
    deployment: Option<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Doctor {
    pub(crate) async fn run(mut self, output: Output) -> Result<(), Failure> {
        // Somebody is waiting, and a second attempt would tell nothing new.
        self.connection.attempts.get_or_insert(1);
        self.connection.timeout.get_or_insert(std::time::Duration::from_secs(15));
        let mut report = Report::default();
        self.examine(&mut report).await;
        if output.is_json() {
            output.value(&report.checks().iter().map(check::Check::as_json).collect::<Value>())?;
        } else {
            output.text(&report)?;
        }
        report.outcome()
    }

    /// Each step needs those before it; what cannot be looked at is not in the report.
    async fn examine(&self, report: &mut Report) {
        let file = settings::file_path().filter(|path| path.is_file());
        let file = file.map_or_else(|| "no file".to_owned(), |path| path.display().to_string());
        let Some(settings) = report.take("configuration", Settings::read(&self.connection), |_| file) else {
            return;
        };

        let host = settings.host.value.parse::<Host>().map_err(|error| {
            Failure::usage(format!("{:?}, from {}: {error}", settings.host.value, settings.host.origin))
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
        Err(Failure::usage(format!("{host} is not https: the token would be readable on the way"))
            .hint("use https, or say --allow-insecure-http where the network is yours"))
    }

    /// The token and the organization.
    async fn log_in(&self, report: &mut Report, settings: &Settings) -> Option<Client> {
        let origin = settings.token.as_ref().map(|token| token.origin.to_string()).unwrap_or_default();
        match self.connection.connect_with(settings).await {
            Ok(client) => {
                report.ok("token", format!("accepted, it belongs to {} ({origin})", client.username()));
                report.ok("organization", client.organization().name.clone());
                Some(client)
            }
            // The platform is asked who the token belongs to before anything else.
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
                [] => "there are none".to_owned(),
                listed => {
                    let names: Vec<_> = listed.iter().map(|deployment| deployment.name.as_str()).collect();
                    format!("{}; --deployment looks at one", names.join(", "))
                }
            });
            return;
        };
        let found = connection::deployment(client, name).await;
        let Some(deployment) =
            report.take("deployment", found, |found| format!("{}, {}", found.name(), found.inference_type()))
        else {
            return;
        };
        if matches!(
            deployment.inference_type(),
            InferenceType::NotConfigured | InferenceType::Multi | InferenceType::Unknown
        ) {
            let message = format!("deployments of type {} take no prediction", deployment.inference_type());
            report.failed("type", Failure::invalid(message).hint("set a model on the deployment"));
        }
        let information = deployment.information().await.map_err(Failure::from);
        report.take("monitoring", information, |_| "a session was opened".to_owned());
    }
}
