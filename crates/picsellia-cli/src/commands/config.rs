//! `picsellia config`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::connection::ConnectionArguments;
use crate::failure::Failure;
use crate::output::{Output, Table};
use crate::settings::{self, Origin, Settings};

/// Look at the configuration.
#[derive(Debug, Args)]
pub(crate) struct Config {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what is set, and where each value comes from. The token is not shown.
    Show(ConnectionArguments),
    /// Tell where the configuration file is looked for.
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

/// What stands for a value that is not shown.
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
        Failure::other("this user has no folder for configurations").hint("name a file with PICSELLIA_CONFIG")
    })?;
    let exists = path.is_file();
    if output.is_json() {
        return output.value(&json!({ "path": path, "exists": exists }));
    }
    output.text(path.display())?;
    if !exists {
        output.note("(there is no such file)");
    }
    Ok(())
}
