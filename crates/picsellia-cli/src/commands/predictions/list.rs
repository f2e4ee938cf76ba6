use clap::Args;
use picsellia_deploy::PredictedAsset;
use serde_json::Value;

use super::as_json;
use crate::arguments::{ConnectionArguments, DataFilterOptions, DeploymentOption};
use crate::failure::Failure;
use crate::lookup;
use crate::output::{Output, Table, data_columns, note_limit};

/// List the predictions of a deployment.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia predictions list --deployment doors \\
      --tag night --order-by -created_at")]
pub(super) struct List {
    #[command(flatten)]
    deployment: DeploymentOption,

    #[command(flatten)]
    filter: DataFilterOptions,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl List {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = lookup::deployment(&client, &self.deployment.deployment).await?;
        let assets = deployment.predicted_assets(&self.filter.to_filter(), self.filter.limit).await?;
        if output.is_json() {
            return output.value(&assets.iter().map(|asset| as_json(asset.info())).collect::<Value>());
        }
        let mut table = Table::new(["ID", "FILE", "SIZE", "SOURCE", "TAGS"]);
        for asset in assets.iter().map(PredictedAsset::info) {
            let [file, size, source, tags] = data_columns(&asset.data);
            table.row([asset.prediction_id.to_string(), file, size, source, tags]);
        }
        output
            .table(&table, &format!("the deployment {:?} has no matching predictions", deployment.name()))?;
        note_limit(output, assets.len(), self.filter.limit);
        Ok(())
    }
}
