//! This SDK, told to do the same. Whatever of a case is not understood here shows as a difference.

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

use crate::case::Told;
use crate::compare::Outcome;

/// Whatever goes wrong.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// What a call is made with.
pub(crate) struct It<'a> {
    client: Client,
    deployment: Option<Deployment>,
    args: &'a Value,
    folder: &'a Path,
}

impl It<'_> {
    fn deployment(&self) -> &Deployment {
        self.deployment.as_ref().expect("the case names a deployment")
    }

    /// The arguments, read for this call.
    fn args<T: DeserializeOwned>(&self) -> T {
        T::deserialize(self.args).unwrap_or_else(|error| panic!("{error} in {}", self.args))
    }
}

/// Does what it is told at this host.
pub(crate) async fn run(told: &Told, host: &str, folder: &Path) -> Outcome {
    match call(told, host, folder).await {
        Ok(value) => Outcome::Done(value),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

async fn call(told: &Told, host: &str, folder: &Path) -> Result<Value, Failure> {
    let it = begin(told, host, folder).await?;
    match told.call {
        "connect" => {
            let deployment = it.deployment.as_ref().map(Deployment::name);
            Ok(deployment.unwrap_or(&it.client.organization().name).into())
        }
        "monitor" => monitor::file(&it).await,
        "monitor_bytes" => monitor::bytes(&it).await,
        "monitor_cloud_image" => monitor::cloud_image(&it).await,
        "monitor_data" => monitor::data(&it).await,
        "monitor_shadow" | "monitor_shadow_from_oracle_prediction_id" => {
            monitor::shadow(&it, told.call == "monitor_shadow").await
        }
        "add_review" => review::add(&it).await,
        _ => read::call(told.call, &it).await,
    }
}

async fn begin<'a>(told: &'a Told, host: &str, folder: &'a Path) -> Result<It<'a>, Failure> {
    let mut builder = Client::builder(HyperTransport::new()?).token(TOKEN).host(host);
    if let Some(name) = told.connect["organization_name"].as_str() {
        builder = builder.organization(name);
    }
    if let Some(id) = told.connect["organization_id"].as_str() {
        builder = builder.organization_id(OrganizationId::new(id));
    }
    let client = builder.connect().await?;
    let deployment = match &told.deployment {
        None => None,
        Some(find) => Some(match (find["name"].as_str(), find["id"].as_str()) {
            (Some(name), _) => client.deployment(name).await?,
            (None, Some(id)) => client.deployment_by_id(&DeploymentId::new(id)).await?,
            (None, None) => panic!("a deployment is found by its name or its id, and not by {find}"),
        }),
    };
    Ok(It { client, deployment, args: &told.args, folder })
}
