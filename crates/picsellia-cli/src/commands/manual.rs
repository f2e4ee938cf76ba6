//! `picsellia manual` and `picsellia completions`, made of the arguments themselves.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output::Output;

/// Write the manual: a page for each command into a folder, or the first page to stdout.
#[derive(Debug, Args)]
pub(crate) struct Manual {
    /// The folder, created if needed. `man -l DIR/picsellia.1` shows a page of it.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Manual {
    pub(crate) fn run(self, output: Output) -> Result<(), Failure> {
        let Some(folder) = self.folder else {
            let mut page = Vec::new();
            Man::new(Cli::command()).render(&mut page).map_err(|error| Failure::of_output(&error))?;
            return output.bytes(&page);
        };
        let written =
            std::fs::create_dir_all(&folder).and_then(|()| clap_mangen::generate_to(Cli::command(), &folder));
        written.map_err(|error| Failure::unwritable(&folder, &error))?;
        output.note(format_args!("the manual is in {}", folder.display()));
        Ok(())
    }
}

/// Print the completions for a shell.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, output: Output) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "picsellia", &mut script);
        output.bytes(&script)
    }
}
