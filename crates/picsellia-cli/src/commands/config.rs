//! `picsellia config`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::arguments::ConnectionArguments;
use crate::failure::Failure;
use crate::output::{Output, Table};
use crate::settings::{self, Origin, Settings};

/// Show the settings and the configuration file.
#[derive(Debug, Args)]
pub(crate) struct Config {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show each setting and where it comes from. The token is not shown.
    #[command(after_help = "\
Example:
  picsellia config show")]
    Show(ConnectionArguments),
    /// Print the path of the configuration file.
    #[command(after_help = "\
Example:
  cat \"$(picsellia config path)\"")]
    Path,
}

impl Config {
    pub(crate) fn run(self, output: Output) -> Result<(), Failure> {
        match self.command {
            Command::Show(arguments) => show(&Settings::read(&arguments)?, output),
            Command::Path => path(output),
        }
    }
}

/// The text in place of a token.
const HIDDEN: &str = "(set, not shown)";

fn show(settings: &Settings, output: Output) -> Result<(), Failure> {
    let organization = settings.organization.as_ref();
    let rows: [(&str, Option<&str>, &Origin); 4] = [
        ("host", Some(&settings.host.value), &settings.host.origin),
        (
            "organization",
            organization.map(|set| set.value.as_str()),
            organization.map_or(&Origin::Default, |set| &set.origin),
        ),
        (
            "token",
            settings.token.as_ref().map(|_| HIDDEN),
            settings.token.as_ref().map_or(&Origin::Default, |set| &set.origin),
        ),
        ("transport", Some(settings.transport.value.as_str()), &settings.transport.origin),
    ];
    if output.is_json() {
        let rows = rows.iter().map(|(name, value, origin)| {
            ((*name).to_owned(), json!({ "value": value, "from": origin.to_string() }))
        });
        return output.value(&rows.collect::<serde_json::Map<String, Value>>());
    }
    let mut table = Table::new(["NAME", "VALUE", "FROM"]);
    for (name, value, origin) in rows {
        table.row([name.to_owned(), value.unwrap_or_default().to_owned(), origin.to_string()]);
    }
    output.text(table)
}

fn path(output: Output) -> Result<(), Failure> {
    let path = settings::file_path().ok_or_else(|| {
        Failure::other("this user has no configuration folder").hint("name a file with PICSELLIA_CONFIG")
    })?;
    let exists = path.is_file();
    if output.is_json() {
        return output.value(&json!({ "path": path, "exists": exists }));
    }
    output.text(path.display())?;
    if !exists {
        output.note("(the file does not exist)");
    }
    Ok(())
}
