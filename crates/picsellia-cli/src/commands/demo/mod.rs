//! `picsellia demo`

mod scene;
mod seed;

use clap::Args;
use picsellia_server::{InferenceType, Server};

use super::serve::{not_started, print_url, stop_signal, until_stopped};
use crate::failure::Failure;
use crate::output::{Output, STRONG};

/// Run the local service with a week of predictions in it, on a temporary folder, to look around in.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Address to listen on, on this machine.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
}

const ORGANIZATION: &str = "demo";
const STREET: &str = "street";
const STREET_LABELS: [&str; 3] = ["person", "car", "bicycle"];
const PARTS: &str = "parts";
const PARTS_LABELS: [&str; 2] = ["good", "scratched"];
/// The service's own on a loopback address, where nothing else is said.
const TOKEN: &str = "local";

impl Demo {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let stop = stop_signal()?;
        let builder = Server::builder()
            .listen(self.listen)
            .organization(ORGANIZATION)
            .deployment(STREET, InferenceType::ObjectDetection)
            .labels(STREET, STREET_LABELS)
            .deployment(PARTS, InferenceType::Classification)
            .labels(PARTS, PARTS_LABELS)
            .temporary();
        let server = builder.start().await.map_err(|error| not_started(&error))?;
        output.note("a week of predictions is being made…");
        let shown = seed::seed(server.url()).await?;
        output.note(invitation(server.url(), &shown));
        print_url(&server, output)?;
        until_stopped(server, stop).await
    }
}

/// What to try, to be copied to a shell.
fn invitation(url: &str, prediction: &str) -> String {
    format!(
        "\n{STRONG}In another terminal:{STRONG:#}\n
  export PICSELLIA_HOST={url} PICSELLIA_ORGANIZATION={ORGANIZATION} PICSELLIA_TOKEN={TOKEN}
  picsellia deployments list
  picsellia predictions list --deployment {STREET} --tag night
  picsellia predictions show {prediction} --picture street.png
  picsellia data list --source gate-2 --query 'custom_metadata.lux < 50'
  picsellia stats aggregated_object_detection --deployment {STREET}
  picsellia stats ks_drift --deployment {STREET}
  picsellia monitor street.png --deployment {PARTS} --latency 0.02 --prediction - \\
      <<< '{{\"detection_classes\":[1],\"detection_scores\":[0.93]}}'

Everything goes when this ends: Ctrl-C.\n"
    )
}
