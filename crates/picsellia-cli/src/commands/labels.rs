//! `picsellia labels`

use clap::Args;
use serde_json::{Value, json};

use crate::arguments::ConnectionArguments;
use crate::failure::Failure;
use crate::lookup;
use crate::output::{Output, Table};

/// List the labels of a deployment.
///
/// Reviews name objects by these labels.
#[derive(Debug, Args)]
#[command(override_usage = "picsellia labels <NAME|UUID> [OPTIONS]")]
#[command(after_help = "\
Example:
  picsellia labels doors")]
pub(crate) struct Labels {
    /// Name or UUID of the deployment
    #[arg(value_name = "NAME|UUID", required_unless_present = "named")]
    deployment: Option<String>,

    /// Name or UUID of the deployment, as an option like that of the other commands
    #[arg(
        long = "deployment",
        id = "named",
        value_name = "NAME|UUID",
        conflicts_with = "deployment",
        hide = true
    )]
    named: Option<String>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Labels {
    pub(crate) async fn run(self, output: Output) -> Result<(), Failure> {
        let name = self.deployment.or(self.named).unwrap_or_default();
        let client = self.connection.connect().await?;
        let deployment = lookup::deployment(&client, &name).await?;
        let labels = deployment.labels().await?;
        // The class index of a label comes from the label map of the model.
        let classes = lookup::label_map(&deployment).await?;
        let class_of = |name: &str| classes.iter().find(|(_, label)| *label == name).map(|(class, _)| *class);
        if output.is_json() {
            let labels = labels.iter().map(|label| {
                json!({ "id": label.id.as_str(), "name": label.name, "class": class_of(&label.name) })
            });
            return output.value(&labels.collect::<Value>());
        }
        let mut table = Table::new(["CLASS", "NAME", "ID"]);
        for label in &labels {
            let class = class_of(&label.name).map(|class| class.to_string()).unwrap_or_default();
            table.row([class, label.name.clone(), label.id.to_string()]);
        }
        output.table(&table, &format!("the deployment {:?} has no labels", deployment.name()))
    }
}
