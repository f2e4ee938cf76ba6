//! `picsellia data`

mod download;
mod list;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::output::Output;

/// List and download data.
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
