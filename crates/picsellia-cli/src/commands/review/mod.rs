//! `picsellia review`

mod form;

use std::path::PathBuf;

use clap::Args;

use crate::arguments::{ConnectionArguments, StoredPredictionArguments};
use crate::failure::Failure;
use crate::input::JsonFile;
use crate::lookup;
use crate::output::Output;

use form::Form;

/// Add the ground truth for a prediction. This cannot be undone.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia review 01980000-0000-7000-8000-000000000001 --file review.json

The file is a JSON object with any of these fields. An empty object means that
nothing is in the image:
  {\"boxes\":    [{\"label\": \"car\", \"box\": [128, 200, 159, 240]}],
   \"polygons\": [{\"label\": \"car\", \"points\": [[10, 20], [90, 20], [90, 50]]}],
   \"lines\":    [{\"label\": \"lane\", \"points\": [[200, 128], [240, 159]]}],
   \"points\":   [{\"label\": \"tip\", \"point\": [200, 128]}],
   \"classes\":  [\"night\"]}
Boxes are [top, left, bottom, right], points are [x, y], all in pixels.")]
pub(crate) struct Review {
    #[command(flatten)]
    stored: StoredPredictionArguments,

    /// JSON file with the ground truth; `-` reads stdin
    #[arg(long, value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Review {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let file = JsonFile::read(&self.file)?;
        let form = Form::read(&file)?;
        let client = self.connection.connect().await?;
        let (deployment, asset) = lookup::prediction(&client, &self.stored).await?;
        let review = form.review(&deployment.labels().await?, deployment.name())?;
        let stored = asset.add_review(&review).await?;
        if output.is_json() {
            return output.value(&stored);
        }
        output.note(format_args!("added the review of {}", asset.prediction_id()));
        Ok(())
    }
}
