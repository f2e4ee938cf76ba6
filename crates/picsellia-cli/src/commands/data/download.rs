use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use picsellia_deploy::datalake::DataId;
use serde_json::json;

use crate::arguments::ConnectionArguments;
use crate::failure::Failure;
use crate::output::Output;

/// Download the image of a datalake item.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  picsellia data download 01980000-0000-7000-8000-000000000001 -o door.png")]
pub(super) struct Download {
    /// Data id, as printed by `picsellia data list`
    id: String,

    /// Write to this file and replace it if it exists; `-` writes to stdout
    /// [default: a new file with the image's own name in this folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Download {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let to_stdout = self.output.as_deref() == Some(Path::new("-"));
        if to_stdout && output.is_json() {
            return Err(Failure::usage("stdout cannot hold both the image and JSON"));
        }
        let client = self.connection.connect().await?;
        let data = client.data(&DataId::new(&self.id)).await?;
        let image = client.download(&data).await?;
        if to_stdout {
            return output.bytes(&image);
        }
        let path = match self.output {
            Some(path) => {
                std::fs::write(&path, &image).map_err(|error| Failure::unwritable(&path, &error))?;
                path
            }
            None => write_new(&data.filename, &image)?,
        };
        if output.is_json() {
            return output.value(&json!({ "id": data.id.as_str(), "file": path, "bytes": image.len() }));
        }
        output.text(path.display())
    }
}

/// Writes a new file in the current folder.
///
/// The name comes from whoever sent the image, so it must not lead to another folder or replace a
/// file.
fn write_new(filename: &str, image: &[u8]) -> Result<PathBuf, Failure> {
    let name = Path::new(filename).file_name().filter(|name| *name == filename);
    let name = name.ok_or_else(|| {
        Failure::other(format!("invalid file name {filename:?}")).hint("name a file with --output")
    })?;
    let path = PathBuf::from(name);
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    match written.and_then(|mut file| file.write_all(image)) {
        Ok(()) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Failure::other(format!("{} already exists", path.display()))
                .hint("name another file with --output, or the same one to replace it"))
        }
        Err(error) => Err(Failure::unwritable(&path, &error)),
    }
}
