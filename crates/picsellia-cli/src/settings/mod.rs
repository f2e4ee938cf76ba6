//! What the command is set to, and where each value came from: a flag, else the environment, else the file, else what
//! it is unless said.

mod file;
mod origin;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use picsellia_deploy::client::Secret;

use crate::connection::ConnectionArguments;
use crate::failure::Failure;

use file::File;
pub(crate) use file::path as file_path;
pub(crate) use origin::{Origin, Set};

pub(crate) const HOST: &str = "PICSELLIA_HOST";
pub(crate) const ORGANIZATION: &str = "PICSELLIA_ORGANIZATION";
pub(crate) const TOKEN: &str = "PICSELLIA_TOKEN";
pub(crate) const CONFIG: &str = "PICSELLIA_CONFIG";

/// The public platform.
const DEFAULT_HOST: &str = "https://app.picsellia.com";

/// What carries requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TransportName {
    /// Asynchronous, on hyper.
    #[default]
    Hyper,
    /// On ureq, with threads of its own.
    Ureq,
}

impl TransportName {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::Ureq => "ureq",
        }
    }
}

/// What a connection needs to know.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) host: Set<String>,
    pub(crate) organization: Option<Set<String>>,
    pub(crate) token: Option<Set<Secret>>,
    pub(crate) transport: Set<TransportName>,
}

impl Settings {
    /// Reads them all.
    pub(crate) fn read(arguments: &ConnectionArguments) -> Result<Self, Failure> {
        let environment = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self::resolve(arguments, environment, &File::read()?)
    }

    fn resolve(
        arguments: &ConnectionArguments,
        environment: impl Fn(&'static str) -> Option<String>,
        file: &File,
    ) -> Result<Self, Failure> {
        let in_file = || Origin::File(file.path.clone());
        let chosen = |flag: &'static str,
                      given: &Option<String>,
                      variable: &'static str,
                      stored: &Option<String>| {
            let given = given.clone().map(|value| Set::new(value, Origin::Flag(flag)));
            given
                .or_else(|| environment(variable).map(|value| Set::new(value, Origin::Environment(variable))))
                .or_else(|| stored.clone().map(|value| Set::new(value, in_file())))
        };
        let host = chosen("--host", &arguments.host, HOST, &file.host)
            .unwrap_or_else(|| Set::new(DEFAULT_HOST.to_owned(), Origin::Default));
        let organization =
            chosen("--organization", &arguments.organization, ORGANIZATION, &file.organization);
        let transport = arguments.transport.map(|transport| Set::new(transport, Origin::Flag("--transport")));
        let transport = transport
            .or_else(|| file.transport.map(|transport| Set::new(transport, in_file())))
            .unwrap_or_else(|| Set::new(TransportName::default(), Origin::Default));
        let token = match &arguments.token_file {
            Some(path) => Some(Set::new(read_token(path)?, Origin::Flag("--token-file"))),
            None => match environment(TOKEN) {
                Some(token) => Some(Set::new(token.into(), Origin::Environment(TOKEN))),
                None => file.token()?,
            },
        };
        Ok(Self { host, organization, token, transport })
    }
}

/// The token that a file holds, without the line break at its end.
fn read_token(path: &Path) -> Result<Secret, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("the file of the token, {}, cannot be read: {error}", path.display()))
    })?;
    match text.trim() {
        "" => Err(Failure::usage(format!("the file of the token, {}, is empty", path.display()))),
        token => Ok(token.into()),
    }
}

/// A path as the file has it: from the folder of the file on, unless it is absolute.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "what cannot go on ends the test")]

    use super::*;

    fn file(text: &str) -> File {
        File::parse(Path::new("/etc/picsellia/config.toml"), text).unwrap()
    }

    #[test]
    fn a_flag_counts_before_the_environment_and_that_before_the_file() {
        let stored = || file("host = \"https://file\"\norganization = \"file\"\ntransport = \"ureq\"");
        let nothing = |_: &'static str| None;
        let environment = |name: &'static str| (name == HOST).then(|| "https://environment".to_owned());
        let flag =
            ConnectionArguments { host: Some("https://flag".to_owned()), ..ConnectionArguments::default() };

        let settings = Settings::resolve(&flag, environment, &stored()).unwrap();
        assert_eq!(settings.host, Set::new("https://flag".to_owned(), Origin::Flag("--host")));
        let unsaid = ConnectionArguments::default();
        let settings = Settings::resolve(&unsaid, environment, &stored()).unwrap();
        assert_eq!(settings.host, Set::new("https://environment".to_owned(), Origin::Environment(HOST)));
        let settings = Settings::resolve(&unsaid, nothing, &stored()).unwrap();
        let path = PathBuf::from("/etc/picsellia/config.toml");
        assert_eq!(settings.host, Set::new("https://file".to_owned(), Origin::File(path.clone())));
        assert_eq!(settings.transport, Set::new(TransportName::Ureq, Origin::File(path)));
        let settings = Settings::resolve(&unsaid, nothing, &File::default()).unwrap();
        assert_eq!(settings.host, Set::new(DEFAULT_HOST.to_owned(), Origin::Default));
        assert_eq!((settings.organization, settings.token), (None, None));
    }

    #[test]
    fn a_key_that_nobody_knows_is_named() {
        let error = File::parse(Path::new("config.toml"), "hots = \"https://a\"").unwrap_err();
        assert!(format!("{error:?}").contains("hots"), "{error:?}");
    }
}
