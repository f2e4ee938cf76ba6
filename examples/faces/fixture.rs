//! The model and the picture that come inside the package of the detector, wherever cargo keeps it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;

const PACKAGE: &str = "rustface";
const MODEL: &str = "model/seeta_fd_frontal_v1.0.bin";
const PICTURE: &str = "test.png";
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Where things are.
#[derive(Debug)]
pub(crate) struct Fixture {
    /// The model of the detector.
    pub(crate) model: PathBuf,
    /// A picture with faces.
    pub(crate) picture: PathBuf,
    /// The folder that cargo builds in.
    pub(crate) target: PathBuf,
}

/// Why they were not found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FixtureError {
    #[error("cannot start {program:?} to ask where the package {PACKAGE} is")]
    Cargo { program: OsString, source: std::io::Error },
    #[error("cargo does not tell where the package {PACKAGE} is:\n{0}")]
    Refused(String),
    #[error("cannot read what cargo tells of its packages")]
    Unreadable(#[from] serde_json::Error),
    #[error("cargo does not know the package {PACKAGE}, a dependency of this example")]
    NoPackage,
    #[error("{path} is not there, although it is part of the package {PACKAGE}", path = .0.display())]
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
    // Everything that was built is here already. What was not, such as another member's dependencies, may have to
    // be downloaded before cargo can response.
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
        // Without it cargo wants the packages of all other platforms, too.
        .args(["--filter-platform", "host-tuple"])
        .args(options)
        .output()
        .map_err(|source| FixtureError::Cargo { program, source })
}

fn existing(path: PathBuf) -> Result<PathBuf, FixtureError> {
    if Path::is_file(&path) { Ok(path) } else { Err(FixtureError::NoFile(path)) }
}
