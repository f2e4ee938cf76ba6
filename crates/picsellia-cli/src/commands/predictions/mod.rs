//! `picsellia predictions`

mod find;
mod list;
mod picture;
mod show;
mod stored;

use clap::{Args, Subcommand};
use picsellia_deploy::predicted_asset::PredictedAssetInfo;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{Output, data_as_json};

/// List, show and find monitored predictions.
#[derive(Debug, Args)]
pub(crate) struct Predictions {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Show(show::Show),
    Find(find::Find),
}

impl Predictions {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        match self.command {
            Command::List(list) => list.run(output).await,
            Command::Show(show) => show.run(output).await,
            Command::Find(find) => find.run(output).await,
        }
    }
}

fn as_json(asset: &PredictedAssetInfo) -> Value {
    json!({
        "id": asset.prediction_id.as_str(),
        "predicted_asset_id": asset.id.as_str(),
        "data": data_as_json(&asset.data),
    })
}
