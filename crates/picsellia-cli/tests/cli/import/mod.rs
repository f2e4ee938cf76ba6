//! Imports, and how they resume after an interruption.

mod ended;
mod formats;
mod guide;
mod journal;
mod refused;

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use picsellia_deploy::datalake::DataFilter;
use picsellia_server::{InferenceType, Server};
use picsellia_tests::{TOKEN, client};

use crate::support::{Done, Shell};

/// The arguments of an import of the records that [`write_records`] wrote.
const IMPORT: &[&str] = &["import", "jsonl", "records.jsonl", "--deployment", "doors"];

/// Returns the record with this number, on the image of the shell.
fn record(number: usize) -> String {
    format!(
        r#"{{"image":"door.png","filename":"{number}.png","height":800,"width":600,"latency":0.257,"raw_predictions":{{"detection_classes":[1],"detection_boxes":[[128,200,159,240]],"detection_scores":[0.9]}}}}"#
    )
}

/// Writes this many records.
fn write_records(shell: &Shell, count: usize) {
    let lines: Vec<_> = (0..count).map(record).collect();
    shell.write("records.jsonl", lines.join("\n"));
}

/// Returns the default path of the journal.
fn journal(shell: &Shell) -> PathBuf {
    shell.path("records.jsonl.doors.journal")
}

/// Returns how many records are in the journal.
fn journaled(shell: &Shell) -> usize {
    let bytes = std::fs::read(journal(shell)).unwrap_or_default();
    bytes.iter().filter(|&&byte| byte == b'\n').count().saturating_sub(1)
}

/// Starts a service that keeps its data in this folder.
async fn service_in(folder: PathBuf) -> Server {
    let server = Server::builder().token(TOKEN).organization("acme").data_dir(folder);
    let server = server.deployment("doors", InferenceType::ObjectDetection);
    server.labels("doors", ["person", "stop sign", "toothbrush"]).start().await.expect("the service starts")
}

/// Returns the file names of all predictions, sorted.
async fn stored(url: &str) -> Vec<String> {
    let client = client(url).connect().await.expect("it connects");
    let deployment = client.deployment("doors").await.expect("a deployment");
    let found = deployment.predicted_assets(&DataFilter::new(), usize::MAX).await.expect("a list");
    let mut names: Vec<_> = found.into_iter().map(|asset| asset.into_info().data.filename).collect();
    names.sort();
    names
}

/// Returns the file names of this many records, sorted.
fn names(count: usize) -> Vec<String> {
    let mut names: Vec<_> = (0..count).map(|number| format!("{number}.png")).collect();
    names.sort();
    names
}

/// Starts an import in the background.
fn spawn(shell: &Shell, words: &[&str]) -> Child {
    let mut command = shell.command();
    command.args(IMPORT).args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the command starts")
}

/// Waits until the journal has this many records, or the import has ended.
async fn has_journaled(shell: &Shell, child: &mut Child, records: usize) {
    while journaled(shell) < records && child.try_wait().expect("its state").is_none() {
        // There is no event to wait for when a file grows.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn ended(child: Child) -> Done {
    let output = tokio::task::spawn_blocking(|| child.wait_with_output().expect("it ends"));
    let output = output.await.expect("it is waited for");
    Done {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}
