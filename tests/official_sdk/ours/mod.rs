//! Carries out instructions with this SDK. Arguments that are not read here show as differences.

mod monitor;
mod prediction;
mod read;
mod review;

use std::path::Path;

use picsellia_deploy::client::OrganizationId;
use picsellia_deploy::deployment::DeploymentId;
use picsellia_deploy::{Client, Deployment};
use picsellia_tests::TOKEN;
use picsellia_transport_hyper::HyperTransport;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::case::Instruction;
use crate::compare::Outcome;

/// Any failure.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The context of a call.
pub(crate) struct Context<'a> {
    client: Client,
    deployment: Option<Deployment>,
    args: &'a Value,
    folder: &'a Path,
}

impl Context<'_> {
    fn deployment(&self) -> &Deployment {
        self.deployment.as_ref().expect("the case names a deployment")
    }

    /// Returns the arguments of the call.
    fn args<T: DeserializeOwned>(&self) -> T {
        T::deserialize(self.args).unwrap_or_else(|error| panic!("{error} in {}", self.args))
    }
}

/// Carries out an instruction at this host.
pub(crate) async fn run(instruction: &Instruction, host: &str, folder: &Path) -> Outcome {
    match call(instruction, host, folder).await {
        Ok(value) => Outcome::Done(value),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

async fn call(instruction: &Instruction, host: &str, folder: &Path) -> Result<Value, Failure> {
    let context = begin(instruction, host, folder).await?;
    match instruction.call {
        "connect" => {
            let deployment = context.deployment.as_ref().map(Deployment::name);
            Ok(deployment.unwrap_or(&context.client.organization().name).into())
        }
        "monitor" => monitor::file(&context).await,
        "monitor_bytes" => monitor::bytes(&context).await,
        "monitor_cloud_image" => monitor::cloud_image(&context).await,
        "monitor_data" => monitor::data(&context).await,
        "monitor_shadow" | "monitor_shadow_from_oracle_prediction_id" => {
            monitor::shadow(&context, instruction.call == "monitor_shadow").await
        }
        "add_review" => review::add(&context).await,
        _ => read::call(instruction.call, &context).await,
    }
}

async fn begin<'a>(
    instruction: &'a Instruction,
    host: &str,
    folder: &'a Path,
) -> Result<Context<'a>, Failure> {
    let mut builder = Client::builder(HyperTransport::new()?).token(TOKEN).host(host);
    if let Some(name) = instruction.connect["organization_name"].as_str() {
        builder = builder.organization(name);
    }
    if let Some(id) = instruction.connect["organization_id"].as_str() {
        builder = builder.organization_id(OrganizationId::new(id));
    }
    let client = builder.connect().await?;
    let deployment = match &instruction.deployment {
        None => None,
        Some(find) => Some(match (find["name"].as_str(), find["id"].as_str()) {
            (Some(name), _) => client.deployment(name).await?,
            (None, Some(id)) => client.deployment_by_id(&DeploymentId::new(id)).await?,
            (None, None) => panic!("a deployment needs a name or an id, got {find}"),
        }),
    };
    Ok(Context { client, deployment, args: &instruction.args, folder })
}
