use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use picsellia_deploy::client::Secret;
use serde::Deserialize;

use super::{CONFIG, Origin, Set, TransportName, beside, read_token};
use crate::failure::Failure;

/// What the file says, and where it is.
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

/// Where the file is looked for: where `PICSELLIA_CONFIG` says, else in the user's folder for such files.
pub(crate) fn path() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(CONFIG).filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    // A user without a home has no file.
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
            // One that was asked for has to be there.
            Err(error) if error.kind() == ErrorKind::NotFound && std::env::var_os(CONFIG).is_none() => {
                Ok(Self::default())
            }
            Err(error) => {
                Err(Failure::usage(format!("the configuration {} cannot be read: {error}", path.display())))
            }
        }
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let wire: Wire = toml::from_str(text).map_err(|error| {
            Failure::wrong_toml(path, text, &error).hint(
                "the keys of the configuration are host, organization, transport, and token or token_file",
            )
        })?;
        let Wire { host, organization, transport, token, token_file } = wire;
        if token.is_some() && token_file.is_some() {
            let message = format!("the configuration {} has both token and token_file", path.display());
            return Err(Failure::usage(message).hint("keep one of them"));
        }
        let token = token.map(Secret::from);
        Ok(Self { path: path.to_owned(), host, organization, transport, token, token_file })
    }

    /// The token that it holds, or that the file that it names does.
    pub(super) fn token(&self) -> Result<Option<Set<Secret>>, Failure> {
        let token = match (&self.token, &self.token_file) {
            (Some(token), _) => token.clone(),
            (None, Some(path)) => read_token(&beside(&self.path, path))?,
            (None, None) => return Ok(None),
        };
        Ok(Some(Set::new(token, Origin::File(self.path.clone()))))
    }
}
