//! `picsellia demo`

mod scene;
mod seed;

use clap::Args;
use picsellia_server::{InferenceType, Server};

use super::serve::{not_started, print_url, stop_signal, until_stopped};
use crate::failure::Failure;
use crate::output::{Output, STRONG};

/// Run the local service with a week of example predictions.
///
/// The data is kept in a temporary folder and deleted at the end.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia demo --listen 127.0.0.1:7425")]
pub(crate) struct Demo {
    /// Address to listen on; port 0 picks a free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
}

const ORGANIZATION: &str = "demo";
const STREET: &str = "street";
const STREET_LABELS: [&str; 3] = ["person", "car", "bicycle"];
const PARTS: &str = "parts";
const PARTS_LABELS: [&str; 2] = ["good", "scratched"];
/// The default token of the service on a loopback address.
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
        output.note("creating a week of predictions…");
        let shown = seed::seed(server.url()).await?;
        output.verbatim_note(invitation(server.url(), &shown));
        print_url(&server, output)?;
        until_stopped(server, stop).await
    }
}

/// Returns commands to try, ready to paste into a shell.
fn invitation(url: &str, prediction: &str) -> String {
    format!(
        "\n{STRONG}Paste into another terminal:{STRONG:#}\n
  export PICSELLIA_HOST={url} \\
      PICSELLIA_ORGANIZATION={ORGANIZATION} PICSELLIA_TOKEN={TOKEN}
  picsellia deployments list
  picsellia predictions list --deployment {STREET} --tag night
  picsellia predictions show {prediction} \\
      --picture street.png
  picsellia data list --source gate-2 --query 'custom_metadata.lux < 50'
  picsellia stats aggregated_object_detection --deployment {STREET}
  picsellia stats ks_drift --deployment {STREET}
  picsellia monitor street.png --deployment {PARTS} --latency 0.02 \\
      --prediction - <<< '{{\"detection_classes\":[1],\"detection_scores\":[0.93]}}'

Press Ctrl-C to stop; all data is deleted.\n"
    )
}
