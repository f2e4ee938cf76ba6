use clap::Args;
use picsellia_deploy::datalake::DataId;

use super::as_json;
use crate::commands::data::in_words;
use crate::connection::{self, ConnectionArguments};
use crate::failure::Failure;
use crate::output::{Output, fields};

/// Find the prediction of a file or of a Data. Several of that name are an error.
#[derive(Debug, Args)]
pub(super) struct Find {
    /// The file name of its image.
    #[arg(long, value_name = "NAME", required_unless_present = "data")]
    filename: Option<String>,

    /// The id of its Data.
    #[arg(long, value_name = "ID", conflicts_with = "filename")]
    data: Option<String>,

    /// The deployment, by name or UUID.
    #[arg(long, value_name = "NAME|UUID")]
    deployment: String,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Find {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = connection::deployment(&client, &self.deployment).await?;
        let asset = match (&self.filename, &self.data) {
            (Some(filename), _) => deployment.predicted_asset_by_filename(filename).await?,
            (None, data) => {
                let data = data.as_deref().unwrap_or_default();
                deployment.predicted_asset_of(&DataId::new(data)).await?
            }
        };
        if output.is_json() {
            return output.value(&as_json(&asset));
        }
        let [file, size, source, tags] = in_words(&asset.data);
        output.text(fields([
            ("id", asset.prediction_id.to_string()),
            ("file", file),
            ("size", size),
            ("source", source),
            ("tags", tags),
            ("data", asset.data.id.to_string()),
        ]))
    }
}
