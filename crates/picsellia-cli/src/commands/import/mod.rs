//! `picsellia import`

mod arguments;
mod deliver;
mod identity;
mod importer;
mod interrupt;
mod journal;
mod progress;
mod report;
mod source;

use clap::Args;
use picsellia_deploy::request::Seconds;

use crate::failure::Failure;
use crate::lookup;
use crate::output::Output;

use arguments::Format;
use deliver::Defaults;
use importer::Importer;
use journal::Journal;
use source::Labels;

/// Send many predictions from files of this or other tools.
///
/// A journal records what was sent. Run the same command again to resume after any interruption.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  picsellia import jsonl records.jsonl --dry-run
  picsellia import jsonl records.jsonl --deployment doors")]
pub(crate) struct Import {
    #[command(subcommand)]
    format: Format,
}

impl Import {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let common = self.format.common();
        let defaults = Defaults {
            latency: self.format.latency().map(Seconds::from),
            source: common.source.clone(),
            tags: common.tags.clone(),
            geometry: common.geometry.policy(),
        };
        // Problems with the input are reported before a connection is made.
        source::check(&self.format)?;
        let expected_type = &common.destination.expected_type;
        let Some(name) = common.destination.deployment() else {
            let source = source::open(&self.format, expected_type.assumed(), None)?;
            return Importer::dry_run(defaults, common.concurrency, output).run(source).await;
        };
        let client = common.connection.connect().await?;
        let deployment = lookup::deployment(&client, name).await?;
        expected_type.check(deployment.inference_type())?;
        let labels = if self.format.needs_labels() { Some(Labels::of(&deployment).await?) } else { None };
        let source = source::open(&self.format, deployment.inference_type(), labels)?;

        let path = match &common.journal {
            Some(path) => path.clone(),
            None => journal::path_beside(self.format.input(), deployment.name())?,
        };
        let journal = Journal::open(&path, deployment.id().as_str(), deployment.name(), &source.identity)?;
        Importer::new(defaults, common.concurrency, output, deployment, journal).run(source).await
    }
}
