//! `picsellia data`

mod download;
mod list;

use clap::{Args, Subcommand};
use picsellia_deploy::datalake::{Data as Datum, DataFilter};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;

/// Look at the datalake.
#[derive(Debug, Args)]
pub(crate) struct Data {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Download(download::Download),
}

impl Data {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        match self.command {
            Command::List(list) => list.run(output).await,
            Command::Download(download) => download.run(output).await,
        }
    }
}

/// Which are meant: those that meet every condition.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// Those of this data source. What is monitored without one has `serving`.
    #[arg(long)]
    source: Option<String>,

    /// Those that have this tag. Can be repeated: all have to be there.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Those with this file name.
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,

    /// Those that meet a condition in the platform's query language, such as `width > 640`.
    #[arg(long, value_name = "CONDITION")]
    query: Option<String>,

    /// What they are sorted by, such as `-created_at` for the newest first. Can be repeated.
    #[arg(long = "order-by", value_name = "FIELD", allow_hyphen_values = true)]
    order_by: Vec<String>,

    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) limit: usize,
}

impl Filter {
    pub(super) fn to_filter(&self) -> DataFilter {
        let mut filter = DataFilter::new();
        if let Some(source) = &self.source {
            filter = filter.source(source);
        }
        if let Some(filename) = &self.filename {
            filter = filter.filename(filename);
        }
        if let Some(query) = &self.query {
            filter = filter.query(query);
        }
        let filter = self.order_by.iter().fold(filter, DataFilter::order_by);
        self.tags.iter().fold(filter, |filter, tag| filter.tag(tag))
    }
}

/// Tells that there may be more than the list shows.
pub(super) fn more_hint(output: Output, shown: usize, limit: usize) {
    if shown > 0 && shown == limit {
        output.note(format_args!(
            "the first {limit}; there may be more: --limit; --order-by -created_at has the newest first"
        ));
    }
}

/// File, size, source and tags.
pub(super) fn in_words(data: &Datum) -> [String; 4] {
    [
        data.filename.clone(),
        data.size.map(|size| size.to_string()).unwrap_or_default(),
        data.source.clone().unwrap_or_default(),
        data.tags.join(", "),
    ]
}

/// A Data without its URL, which gives access to whoever knows it.
pub(super) fn as_json(data: &Datum) -> Value {
    json!({
        "id": data.id.as_str(),
        "filename": data.filename,
        "object_name": data.object_name,
        "content_type": data.content_type,
        "upload_status": data.upload_status,
        "width": data.size.map(|size| size.width),
        "height": data.size.map(|size| size.height),
        "source": data.source,
        "tags": data.tags,
        "metadata": data.metadata,
        "custom_metadata": data.custom_metadata,
    })
}
