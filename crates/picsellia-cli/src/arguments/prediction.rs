use std::path::PathBuf;

use clap::Args;

use super::number::parse_number;

/// A model's prediction, and how long the model took.
#[derive(Debug, Args)]
pub(crate) struct PredictionArguments {
    /// JSON file with the prediction, in the format of the monitoring API; `-` reads stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) prediction: PathBuf,

    /// Inference time of the model, in seconds
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = parse_number)]
    pub(crate) latency: f64,
}
