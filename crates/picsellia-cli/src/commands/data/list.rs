use clap::Args;
use serde_json::Value;

use crate::arguments::{ConnectionArguments, DataFilterOptions};
use crate::failure::Failure;
use crate::output::{Output, Table, data_as_json, data_columns, note_limit};

/// List the data of the default datalake.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia data list --source camera-1 --query 'width > 640' \\
      --order-by -created_at")]
pub(super) struct List {
    #[command(flatten)]
    filter: DataFilterOptions,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl List {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let datalake = client.datalake().await?;
        let data = datalake.list(&self.filter.to_filter(), self.filter.limit).await?;
        if output.is_json() {
            return output.value(&data.iter().map(data_as_json).collect::<Value>());
        }
        let mut table = Table::new(["ID", "FILE", "SIZE", "SOURCE", "TAGS"]);
        for item in &data {
            let [file, size, source, tags] = data_columns(item);
            table.row([item.id.to_string(), file, size, source, tags]);
        }
        output.table(&table, &format!("the datalake {:?} has no matching data", datalake.name()))?;
        note_limit(output, data.len(), self.filter.limit);
        Ok(())
    }
}
