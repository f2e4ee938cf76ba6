//! `picsellia deployments`

use clap::{Args, Subcommand};
use picsellia_deploy::deployment::{DeploymentInfo, ModelVersion};
use serde_json::{Value, json};

use crate::arguments::ConnectionArguments;
use crate::failure::Failure;
use crate::lookup;
use crate::output::{Output, Table, fields};

/// List and show deployments.
#[derive(Debug, Args)]
pub(crate) struct Deployments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the deployments of the organization.
    List(List),
    /// Show a deployment with its models and labels.
    Show(Show),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia deployments list")]
struct List {
    /// Show at most this many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,

    #[command(flatten)]
    connection: ConnectionArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia deployments show doors")]
struct Show {
    /// Name or UUID of the deployment
    #[arg(value_name = "NAME|UUID")]
    deployment: String,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Deployments {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        match self.command {
            Command::List(list) => list.run(output).await,
            Command::Show(show) => show.run(output).await,
        }
    }
}

impl List {
    async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployments = client.deployments(self.limit).await?;
        if output.is_json() {
            return output.value(&deployments.iter().map(as_json).collect::<Value>());
        }
        let mut table = Table::new(["NAME", "TYPE", "MONITORED", "ID"]);
        for deployment in &deployments {
            let monitored = if deployment.oracle_host.is_some() { "yes" } else { "no" };
            table.row([
                deployment.name.clone(),
                deployment.inference_type.to_string(),
                monitored.to_owned(),
                deployment.id.to_string(),
            ]);
        }
        output.table(&table, &format!("the organization {:?} has no deployments", client.organization().name))
    }
}

fn as_json(deployment: &DeploymentInfo) -> Value {
    json!({
        "id": deployment.id.as_str(),
        "name": deployment.name,
        "type": deployment.inference_type.as_str(),
        "oracle_host": deployment.oracle_host.as_ref().map(ToString::to_string),
    })
}

impl Show {
    async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = lookup::deployment(&client, &self.deployment).await?;
        let settings = deployment.settings().await?;
        let champion = deployment.model_version().await?;
        let shadow = deployment.shadow_model_version().await?;
        let labels = deployment.labels().await?;
        let labels: Vec<&str> = labels.iter().map(|label| label.name.as_str()).collect();
        if output.is_json() {
            return output.value(&json!({
                "id": deployment.id().as_str(),
                "name": settings.name,
                "type": deployment.inference_type().as_str(),
                "model": champion.as_ref().map(model_as_json),
                "shadow_model": shadow.as_ref().map(model_as_json),
                "tags": settings.tags,
                "labels": labels,
            }));
        }
        output.text(fields([
            ("name", settings.name),
            ("id", deployment.id().to_string()),
            ("type", deployment.inference_type().to_string()),
            ("model", champion.as_ref().map(model_in_words).unwrap_or_default()),
            ("shadow model", shadow.as_ref().map(model_in_words).unwrap_or_default()),
            ("tags", settings.tags.join(", ")),
            ("labels", labels.join(", ")),
        ]))
    }
}

fn model_as_json(model: &ModelVersion) -> Value {
    json!({ "id": model.id.as_str(), "name": model.name, "version": model.version })
}

fn model_in_words(model: &ModelVersion) -> String {
    format!("{}, version {}", model.name, model.version)
}
