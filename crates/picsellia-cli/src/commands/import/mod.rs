//! `picsellia import`

mod deliver;
mod identity;
mod interrupt;
mod journal;
mod progress;
mod pump;
mod report;
mod source;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use picsellia_deploy::request::Seconds;

use crate::commands::monitor::Geometry;
use crate::connection::{self, ConnectionArguments};
use crate::expected_type::ExpectedType;
use crate::failure::Failure;
use crate::output::Output;
use deliver::Defaults;
use journal::Journal;
use pump::Pump;
use source::Labels;

/// Send predictions in bulk, from files of this or other tools.
///
/// A journal remembers what was sent: the same command again sends only what is missing, whatever ended it.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Format {
    /// A file with a record on each line, in the names of the monitoring wire and with the path of an image.
    Jsonl(source::JsonlArguments),
    /// Results in the form that COCO evaluates, with the annotations that have its images and categories.
    Coco(source::CocoArguments),
    /// A text for each image, as YOLO tools write it: class, x, y, width, height, score.
    Yolo(source::YoloArguments),
    /// An XML file for each image, as Pascal VOC has it.
    Voc(source::VocArguments),
}

/// What all formats have.
#[derive(Debug, Args)]
struct Common {
    /// The deployment, by name or UUID.
    #[arg(long, value_name = "NAME|UUID", required_unless_present = "dry_run")]
    deployment: Option<String>,

    /// The data source of records that name none [default: serving].
    #[arg(long)]
    source: Option<String>,

    /// A tag of each record. Can be repeated.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// What is done about shapes and scores that are not sound.
    #[arg(long, value_name = "POLICY", default_value = "strict")]
    geometry: Geometry,

    /// How many records are on their way at once, each with its image in memory.
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,

    /// The file that remembers what was sent [default: beside the input, named for it and the deployment].
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Read and judge every record and image, and send nothing. No connection is made, and no journal kept.
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    expected_type: ExpectedType,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Import {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let common = self.format.common();
        let defaults = Defaults {
            latency: self.format.latency().map(Seconds::from),
            source: common.source.clone(),
            tags: common.tags.clone(),
            geometry: common.geometry.into(),
        };
        // Before a connection is made.
        self.format.check()?;
        if common.dry_run {
            let source = self.format.open(common.expected_type.assumed(), None)?;
            return Pump::judging(defaults, common.concurrency, output).run(source).await;
        }
        let name = common.deployment.as_deref().unwrap_or_default();
        let client = common.connection.connect().await?;
        let deployment = connection::deployment(&client, name).await?;
        common.expected_type.check(deployment.inference_type())?;
        let labels = if self.format.needs_labels() { Some(Labels::of(&deployment).await?) } else { None };
        let source = self.format.open(deployment.inference_type(), labels)?;

        let path = match &common.journal {
            Some(path) => path.clone(),
            None => journal::path_beside(self.format.input(), deployment.name())?,
        };
        let journal = Journal::open(&path, deployment.id().as_str(), deployment.name(), &source.identity)?;
        Pump::sending(defaults, common.concurrency, output, deployment, journal).run(source).await
    }
}
