use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use picsellia_deploy::client::Secret;
use serde::Deserialize;

use super::origin::{Origin, Setting};
use super::{CONFIG, beside, read_token};
use crate::arguments::TransportName;
use crate::failure::Failure;

/// The content of the configuration file, and its path.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) host: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) transport: Option<TransportName>,
    token: Option<Secret>,
    token_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    host: Option<String>,
    organization: Option<String>,
    transport: Option<TransportName>,
    token: Option<String>,
    token_file: Option<PathBuf>,
}

/// Returns the path of the file: `PICSELLIA_CONFIG`, or a file in the user's configuration folder.
pub(crate) fn path() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(CONFIG).filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    // A user without a home has no configuration folder.
    etcetera::choose_base_strategy()
        .ok()
        .map(|folders| folders.config_dir().join("picsellia").join("config.toml"))
}

impl File {
    /// Reads the file, if there is one.
    pub(super) fn read() -> Result<Self, Failure> {
        let Some(path) = path() else { return Ok(Self::default()) };
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&path, &text),
            // A file that was named explicitly must exist.
            Err(error) if error.kind() == ErrorKind::NotFound && std::env::var_os(CONFIG).is_none() => {
                Ok(Self::default())
            }
            Err(error) => {
                Err(Failure::usage(format!("cannot read the configuration file {}: {error}", path.display())))
            }
        }
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let wire: Wire = toml::from_str(text).map_err(|error| {
            Failure::wrong_toml(path, text, &error)
                .hint("valid keys are host, organization, transport, token and token_file")
        })?;
        let Wire { host, organization, transport, token, token_file } = wire;
        if token.is_some() && token_file.is_some() {
            let message = format!("the configuration file {} has both token and token_file", path.display());
            return Err(Failure::usage(message).hint("keep one of them"));
        }
        let token = token.map(Secret::from);
        Ok(Self { path: path.to_owned(), host, organization, transport, token, token_file })
    }

    /// Returns the token that the file holds, or reads the token file that it names.
    pub(super) fn token(&self) -> Result<Option<Setting<Secret>>, Failure> {
        let token = match (&self.token, &self.token_file) {
            (Some(token), _) => token.clone(),
            (None, Some(path)) => read_token(&beside(&self.path, path))?,
            (None, None) => return Ok(None),
        };
        Ok(Some(Setting::new(token, Origin::File(self.path.clone()))))
    }
}
