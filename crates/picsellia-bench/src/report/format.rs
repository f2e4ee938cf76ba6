use clap::ValueEnum;

/// The format of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned tables
    Text,
    /// Markdown tables
    Markdown,
    /// One JSON object with every measurement
    Json,
}
