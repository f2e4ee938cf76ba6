//! `picsellia shadow`

use clap::Args;
use picsellia_deploy::{ImageSize, Shadow as ShadowPrediction};
use serde_json::json;

use crate::arguments::{ConnectionArguments, GeometryOption, PredictionArguments, StoredPredictionArguments};
use crate::failure::Failure;
use crate::input::JsonFile;
use crate::lookup;
use crate::output::Output;
use crate::repairs::note_repairs;

/// Add a shadow model's prediction to a monitored prediction.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia shadow 01980000-0000-7000-8000-000000000001 \\
      --prediction shadow.json --latency 0.101")]
pub(crate) struct Shadow {
    #[command(flatten)]
    stored: StoredPredictionArguments,

    #[command(flatten)]
    prediction: PredictionArguments,

    #[command(flatten)]
    geometry: GeometryOption,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Shadow {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let file = JsonFile::read(&self.prediction.prediction)?;
        let client = self.connection.connect().await?;
        let (deployment, asset) = lookup::prediction(&client, &self.stored).await?;
        let prediction = file.prediction(deployment.inference_type())?;
        // Without a known size, no shape is outside the image.
        let size = asset.data().size.unwrap_or(ImageSize { width: u32::MAX, height: u32::MAX });
        let shadow =
            ShadowPrediction::new(self.prediction.latency, prediction, size, self.geometry.policy())?;
        deployment.monitor_shadow(asset.prediction_id(), &shadow).await?;
        note_repairs(shadow.repairs(), output);
        if output.is_json() {
            return output
                .value(&json!({ "id": asset.prediction_id().as_str(), "deployment": deployment.name() }));
        }
        output.note(format_args!("added the shadow prediction to {}", asset.prediction_id()));
        Ok(())
    }
}
