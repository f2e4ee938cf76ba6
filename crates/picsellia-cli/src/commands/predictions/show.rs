use std::path::PathBuf;

use clap::Args;
use picsellia_deploy::predicted_asset::{StoredPrediction, StoredPredictions};
use picsellia_deploy::request::Seconds;
use picsellia_deploy::{Client, Deployment, PredictedAsset};
use serde_json::json;

use super::picture;
use super::stored::Stored;
use crate::arguments::{ConnectionArguments, StoredPredictionArguments};
use crate::failure::Failure;
use crate::lookup;
use crate::output::{Output, Table, data_as_json, data_columns, fields};

/// Show a prediction: the champion's and the shadow's objects, and the review.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia predictions show 01980000-0000-7000-8000-000000000001 \\
      --picture seen.png")]
pub(super) struct Show {
    #[command(flatten)]
    stored: StoredPredictionArguments,

    /// Draw the predictions on the image and write it to this PNG or JPEG file
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Show {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        if let Some(path) = &self.picture {
            picture::check_extension(path)?;
        }
        let client = self.connection.connect().await?;
        let (deployment, asset) = lookup::prediction(&client, &self.stored).await?;
        let stored = asset.stored_predictions().await?;
        if !output.is_json() {
            print(output, &deployment, &asset, &stored).await?;
            // The text comes first, because drawing can fail.
            return self.draw(output, &client, &deployment, &asset, &stored).await;
        }
        self.draw(output, &client, &deployment, &asset, &stored).await?;
        output.value(&json!({
            "id": asset.prediction_id().as_str(),
            "predicted_asset_id": asset.id().as_str(),
            "deployment": deployment.name(),
            "data": data_as_json(asset.data()),
            "champion": stored.champion(),
            "shadow": stored.shadow(),
            "review": stored.review(),
            "picture": self.picture,
        }))
    }

    /// Draws the picture, if `--picture` names a file.
    async fn draw(
        &self,
        output: Output,
        client: &Client,
        deployment: &Deployment,
        asset: &PredictedAsset,
        stored: &StoredPredictions,
    ) -> Result<(), Failure> {
        let Some(path) = &self.picture else { return Ok(()) };
        let image = client.download(asset.data()).await?;
        let read = read(stored, deployment)?;
        let names = lookup::label_map(deployment).await?;
        picture::write(path, &image, asset.data().size, &read, names)?;
        output.note(format_args!("wrote {}", path.display()));
        Ok(())
    }
}

async fn print(
    output: Output,
    deployment: &Deployment,
    asset: &PredictedAsset,
    stored: &StoredPredictions,
) -> Result<(), Failure> {
    let read = read(stored, deployment)?;
    let [file, size, source, tags] = data_columns(asset.data());
    let review = stored.review().map(|review| {
        let listed =
            review.iter().filter_map(|(list, shapes)| Some(format!("{} {list}", shapes.as_array()?.len())));
        let listed: Vec<_> = listed.filter(|listed| !listed.starts_with("0 ")).collect();
        if listed.is_empty() { "nothing in the image".to_owned() } else { listed.join(", ") }
    });
    let latency =
        |index: usize| read.get(index).and_then(|of| of.latency).map(|latency| format!("{latency} s"));
    output.text(fields([
        ("id", asset.prediction_id().to_string()),
        ("deployment", deployment.name().to_owned()),
        ("file", file),
        ("size", size),
        ("source", source),
        ("tags", tags),
        ("latency", latency(0).unwrap_or_default()),
        ("shadow latency", latency(1).unwrap_or_default()),
        ("review", review.unwrap_or_default()),
        ("data", asset.data().id.to_string()),
    ]))?;
    let names = lookup::label_map(deployment).await?;
    let mut table = Table::new(["MODEL", "CLASS", "SCORE", "SHAPE"]);
    read.iter().for_each(|of| of.rows(&names, &mut table));
    if table.is_empty() {
        return output.text("\nno objects");
    }
    output.text(format_args!("\n{table}"))
}

/// Reads the champion's prediction, and the shadow's if there is one.
fn read(stored: &StoredPredictions, deployment: &Deployment) -> Result<Vec<Stored>, Failure> {
    let inference_type = deployment.inference_type();
    let both =
        [("champion", stored.champion_as(inference_type)), ("shadow", stored.shadow_as(inference_type))];
    let mut read = Vec::new();
    for (model, stored) in both {
        let stored = stored.map_err(|error| {
            Failure::other(format!(
                "cannot read the {model} prediction in the response of the service: {error}"
            ))
        })?;
        if let Some(StoredPrediction { latency, prediction, .. }) = stored {
            read.push(Stored { model, latency: latency.map(Seconds::as_f64), prediction });
        }
    }
    Ok(read)
}
