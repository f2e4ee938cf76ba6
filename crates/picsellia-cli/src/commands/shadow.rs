//! `picsellia shadow`

use std::path::PathBuf;

use clap::Args;
use picsellia_deploy::{ImageSize, Shadow as Predicted};
use serde_json::json;

use super::monitor::Geometry;
use crate::connection::{self, ConnectionArguments};
use crate::failure::Failure;
use crate::input::JsonFile;
use crate::output::Output;

/// Add the shadow model's prediction to one that was monitored.
#[derive(Debug, Args)]
pub(crate) struct Shadow {
    /// The id of the prediction: that of its receipt.
    id: String,

    /// What the shadow model found, as JSON in the form of the wire; `-` reads the standard input.
    #[arg(long, value_name = "FILE")]
    prediction: PathBuf,

    /// How long the shadow model took, in seconds.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    latency: f64,

    /// What is done about shapes and scores that are not sound.
    #[arg(long, value_name = "POLICY", default_value = "strict")]
    geometry: Geometry,

    /// The deployment, by name or UUID [default: whichever has the prediction].
    #[arg(long, value_name = "NAME|UUID")]
    deployment: Option<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Shadow {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let file = JsonFile::read(&self.prediction)?;
        let client = self.connection.connect().await?;
        let (deployment, asset) =
            connection::prediction(&client, self.deployment.as_deref(), &self.id).await?;
        let prediction = file.prediction(deployment.inference_type())?;
        // An image whose size nobody knows bounds nothing.
        let size = asset.data.size.unwrap_or(ImageSize { width: u32::MAX, height: u32::MAX });
        let shadow = Predicted::new(self.latency, prediction, size, self.geometry.into())?;
        deployment.monitor_shadow(&asset.prediction_id, &shadow).await?;
        if output.is_json() {
            return output
                .value(&json!({ "id": asset.prediction_id.as_str(), "deployment": deployment.name() }));
        }
        output.note(format_args!("added the shadow's prediction to {}", asset.prediction_id));
        Ok(())
    }
}
