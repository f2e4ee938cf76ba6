use clap::Args;
use serde_json::Value;

use super::{Filter, as_json, in_words, more_hint};
use crate::connection::ConnectionArguments;
use crate::failure::Failure;
use crate::output::{Output, Table};

/// List the data of the default datalake.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    filter: Filter,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl List {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let client = self.connection.connect().await?;
        let datalake = client.datalake().await?;
        let data = datalake.list(&self.filter.to_filter(), self.filter.limit).await?;
        if output.is_json() {
            return output.value(&data.iter().map(as_json).collect::<Value>());
        }
        let mut table = Table::new(["ID", "FILE", "SIZE", "SOURCE", "TAGS"]);
        for datum in &data {
            let [file, size, source, tags] = in_words(datum);
            table.row([datum.id.to_string(), file, size, source, tags]);
        }
        output.table(&table, &format!("the datalake {:?} has no such data", datalake.name()))?;
        more_hint(output, data.len(), self.filter.limit);
        Ok(())
    }
}
