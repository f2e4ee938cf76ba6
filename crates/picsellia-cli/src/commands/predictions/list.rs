use clap::Args;
use serde_json::Value;

use super::as_json;
use crate::commands::data::{Filter, in_words, more_hint};
use crate::connection::{self, ConnectionArguments};
use crate::failure::Failure;
use crate::output::{Output, Table};

/// List the predictions of a deployment.
#[derive(Debug, Args)]
pub(super) struct List {
    /// The deployment, by name or UUID.
    #[arg(long, value_name = "NAME|UUID")]
    deployment: String,

    #[command(flatten)]
    filter: Filter,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl List {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = connection::deployment(&client, &self.deployment).await?;
        let assets = deployment.predicted_assets(&self.filter.to_filter(), self.filter.limit).await?;
        if output.is_json() {
            return output.value(&assets.iter().map(as_json).collect::<Value>());
        }
        let mut table = Table::new(["ID", "FILE", "SIZE", "SOURCE", "TAGS"]);
        for asset in &assets {
            let [file, size, source, tags] = in_words(&asset.data);
            table.row([asset.prediction_id.to_string(), file, size, source, tags]);
        }
        output.table(&table, &format!("{:?} has no such predictions", deployment.name()))?;
        more_hint(output, assets.len(), self.filter.limit);
        Ok(())
    }
}
