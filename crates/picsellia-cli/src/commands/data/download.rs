use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use picsellia_deploy::datalake::DataId;
use serde_json::json;

use crate::connection::ConnectionArguments;
use crate::failure::Failure;
use crate::output::Output;

/// Download the image of a Data, as it was sent.
#[derive(Debug, Args)]
pub(super) struct Download {
    /// The id of the Data.
    id: String,

    /// The file to write, replaced if it is there; `-` writes to the standard output [default: its own name, in this
    /// folder, if there is no such file].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    connection: ConnectionArguments,
}

impl Download {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let to_stdout = self.output.as_deref() == Some(Path::new("-"));
        if to_stdout && output.is_json() {
            return Err(Failure::usage("the standard output cannot be both the image and JSON"));
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

/// Writes to a file of this name here. The name was given by whoever sent the image: it may not lead elsewhere, nor
/// replace a file.
fn write_new(filename: &str, image: &[u8]) -> Result<PathBuf, Failure> {
    let name = Path::new(filename).file_name().filter(|name| *name == filename);
    let name = name.ok_or_else(|| {
        Failure::other(format!("{filename:?} is no name for a file here")).hint("name one with --output")
    })?;
    let path = PathBuf::from(name);
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    match written.and_then(|mut file| file.write_all(image)) {
        Ok(()) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Failure::other(format!("{} is there already", path.display()))
                .hint("name another file with --output, or this one to replace it"))
        }
        Err(error) => Err(Failure::unwritable(&path, &error)),
    }
}
