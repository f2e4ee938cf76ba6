//! `picsellia manual` and `picsellia completions`, generated from the arguments.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::failure::Failure;
use crate::output::Output;

/// Write the manual pages.
///
/// Without a folder, prints the first page.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia manual man && man -l man/picsellia-monitor.1")]
pub(crate) struct Manual {
    /// Folder to write the pages to, created if needed
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Manual {
    pub(crate) fn run(self, program: clap::Command, output: Output) -> Result<(), Failure> {
        let Some(folder) = self.folder else {
            let mut page = Vec::new();
            Man::new(program).render(&mut page).map_err(|error| Failure::of_output(&error))?;
            return output.bytes(&page);
        };
        let written =
            std::fs::create_dir_all(&folder).and_then(|()| clap_mangen::generate_to(program, &folder));
        written.map_err(|error| Failure::unwritable(&folder, &error))?;
        output.note(format_args!("wrote the manual to {}", folder.display()));
        Ok(())
    }
}

/// Print the completions of a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia completions bash > \\
      ~/.local/share/bash-completion/completions/picsellia")]
pub(crate) struct Completions {
    /// Shell to generate completions for
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, mut program: clap::Command, output: Output) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, "picsellia", &mut script);
        output.bytes(&script)
    }
}
