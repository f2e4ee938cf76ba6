//! Finds the model and the picture in the package of the detector.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;

const PACKAGE: &str = "rustface";
const MODEL: &str = "model/seeta_fd_frontal_v1.0.bin";
const PICTURE: &str = "test.png";
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// The paths of the files.
#[derive(Debug)]
pub(crate) struct Fixture {
    /// The model of the detector.
    pub(crate) model: PathBuf,
    /// A picture with faces.
    pub(crate) picture: PathBuf,
    /// The folder that cargo builds in.
    pub(crate) target: PathBuf,
}

/// The files were not found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FixtureError {
    #[error("could not start {program:?} to find the package {PACKAGE}")]
    Cargo { program: OsString, source: std::io::Error },
    #[error("cargo could not find the package {PACKAGE}:\n{0}")]
    Refused(String),
    #[error("could not parse the output of `cargo metadata`")]
    Unreadable(#[from] serde_json::Error),
    #[error("`cargo metadata` does not list the package {PACKAGE}")]
    NoPackage,
    #[error("the package {PACKAGE} has no file {path}", path = .0.display())]
    NoFile(PathBuf),
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
}

impl Fixture {
    pub(crate) fn find() -> Result<Self, FixtureError> {
        let Metadata { packages, target_directory } = metadata()?;
        let package = packages.iter().find(|package| package.name == PACKAGE);
        let folder = package.and_then(|found| found.manifest_path.parent()).ok_or(FixtureError::NoPackage)?;
        let (model, picture) = (existing(folder.join(MODEL))?, existing(folder.join(PICTURE))?);
        Ok(Self { model, picture, target: target_directory })
    }
}

fn metadata() -> Result<Metadata, FixtureError> {
    // The built packages are available offline. Others, such as the dependencies of other workspace
    // members, may have to be downloaded first.
    let mut output = cargo_metadata(&["--offline"])?;
    if !output.status.success() {
        output = cargo_metadata(&[])?;
    }
    if !output.status.success() {
        return Err(FixtureError::Refused(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn cargo_metadata(options: &[&str]) -> Result<Output, FixtureError> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(&program)
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path", MANIFEST])
        // Without it, cargo also needs the packages of all other platforms.
        .args(["--filter-platform", "host-tuple"])
        .args(options)
        .output()
        .map_err(|source| FixtureError::Cargo { program, source })
}

fn existing(path: PathBuf) -> Result<PathBuf, FixtureError> {
    if Path::is_file(&path) { Ok(path) } else { Err(FixtureError::NoFile(path)) }
}
