use clap::Args;
use picsellia_deploy::datalake::DataFilter;

/// The filter of a list of data or predictions. Entries must meet every condition.
#[derive(Debug, Args)]
pub(crate) struct DataFilterOptions {
    /// Only list entries of this data source, such as `serving`
    #[arg(long)]
    source: Option<String>,

    /// Only list entries with this tag; can be repeated to require several
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Only list entries with this file name
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,

    /// Only list entries that match a query, such as `width > 640`
    #[arg(long)]
    query: Option<String>,

    /// Sort by a field, such as `-created_at` for the newest first; can be repeated
    #[arg(long = "order-by", value_name = "FIELD", allow_hyphen_values = true)]
    order_by: Vec<String>,

    /// List at most this many
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: usize,
}

impl DataFilterOptions {
    pub(crate) fn to_filter(&self) -> DataFilter {
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
