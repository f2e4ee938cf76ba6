use std::path::{Path, PathBuf};

use picsellia_deploy::client::Secret;
use serde::{Deserialize, Deserializer};

use super::deployment::Deployment;
use crate::failure::Failure;

/// The settings of the service, as read from a TOML file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    pub(super) listen: Option<String>,
    /// A relative path starts at the folder of the file.
    pub(super) data: Option<PathBuf>,
    #[serde(deserialize_with = "secret")]
    pub(super) token: Option<Secret>,
    pub(super) organization: Option<String>,
    pub(super) public_url: Option<String>,
    #[serde(rename = "deployment")]
    pub(super) deployments: Vec<Deployment>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(Secret::from))
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))?;
        let mut file: Self =
            toml::from_str(&text).map_err(|error| Failure::wrong_toml(path, &text, &error))?;
        file.data =
            file.data.map(|data| path.parent().map_or_else(|| data.clone(), |folder| folder.join(&data)));
        Ok(file)
    }
}
