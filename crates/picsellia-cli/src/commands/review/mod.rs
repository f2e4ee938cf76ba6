//! `picsellia review`

mod form;

use std::path::PathBuf;

use clap::Args;

use crate::connection::{self, ConnectionArguments};
use crate::failure::Failure;
use crate::input::JsonFile;
use crate::output::Output;

use form::Form;

/// Say what really is in the image of a prediction. It cannot be changed afterwards.
///
/// The file is a JSON object with any of "boxes", "polygons", "lines", "points" and "classes"; an empty one says that
/// there is nothing to be seen:
///
/// {"boxes": [{"label": "car", "box": [128, 200, 159, 240]}], "classes": ["night"]}
///
/// A box is top, left, bottom, right; a polygon or line has "points": [[x, y], …], a point "point": [x, y].
#[derive(Debug, Args)]
pub(crate) struct Review {
    /// The id of the prediction: that of its receipt.
    id: String,

    /// What is in the image; `-` reads the standard input.
    #[arg(long, value_name = "FILE")]
    file: PathBuf,

    /// The deployment, by name or UUID [default: whichever has the prediction].
    #[arg(long, value_name = "NAME|UUID")]
    deployment: Option<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Review {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let file = JsonFile::read(&self.file)?;
        let form = Form::read(&file)?;
        let client = self.connection.connect().await?;
        let (deployment, asset) =
            connection::prediction(&client, self.deployment.as_deref(), &self.id).await?;
        let review = form.review(&deployment.labels().await?, deployment.name())?;
        let stored = deployment.add_review(&asset.id, &review).await?;
        if output.is_json() {
            return output.value(&stored);
        }
        output.note(format_args!("reviewed {}", asset.prediction_id));
        Ok(())
    }
}
