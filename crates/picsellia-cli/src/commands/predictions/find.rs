use clap::Args;
use picsellia_deploy::datalake::DataId;
use picsellia_deploy::predicted_asset::PredictedAssetKey;

use super::as_json;
use crate::arguments::{ConnectionArguments, DeploymentOption};
use crate::failure::Failure;
use crate::lookup;
use crate::output::{Output, data_columns, fields};

/// Find the prediction of an image, by file name or data id.
///
/// Fails if several predictions have the file name.
#[derive(Debug, Args)]
#[command(override_usage = "\
picsellia predictions find --deployment <NAME|UUID>
           <--filename <NAME>|--data <ID>> [OPTIONS]")]
#[command(after_help = "\
Example:
  picsellia predictions find --deployment doors --filename door.png")]
pub(super) struct Find {
    #[command(flatten)]
    image: ImageOption,

    #[command(flatten)]
    deployment: DeploymentOption,

    #[command(flatten)]
    connection: ConnectionArguments,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct ImageOption {
    /// File name of the image
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,

    /// Id of the image in the datalake
    #[arg(long, value_name = "ID")]
    data: Option<String>,
}

impl Find {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let deployment = lookup::deployment(&client, &self.deployment.deployment).await?;
        let asset = match (&self.image.filename, &self.image.data) {
            (Some(filename), _) => deployment.predicted_asset(PredictedAssetKey::filename(filename)).await?,
            (None, data) => {
                let data = data.as_deref().unwrap_or_default();
                deployment.predicted_asset(&DataId::new(data)).await?
            }
        };
        if output.is_json() {
            return output.value(&as_json(asset.info()));
        }
        let [file, size, source, tags] = data_columns(asset.data());
        output.text(fields([
            ("id", asset.prediction_id().to_string()),
            ("file", file),
            ("size", size),
            ("source", source),
            ("tags", tags),
            ("data", asset.data().id.to_string()),
        ]))
    }
}
