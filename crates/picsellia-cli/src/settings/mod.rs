//! The settings of a connection, each with its origin.
//!
//! Flags override environment variables, which override the configuration file. A value that is
//! set nowhere has its default.

mod file;
mod origin;

use std::path::{Path, PathBuf};

use picsellia_deploy::client::Secret;

use crate::arguments::{ConnectionArguments, TransportName};
use crate::failure::Failure;

use file::File;
pub(crate) use file::path as file_path;
pub(crate) use origin::{Origin, Setting};

pub(crate) const HOST: &str = "PICSELLIA_HOST";
pub(crate) const ORGANIZATION: &str = "PICSELLIA_ORGANIZATION";
pub(crate) const TOKEN: &str = "PICSELLIA_TOKEN";
pub(crate) const CONFIG: &str = "PICSELLIA_CONFIG";

/// The public platform.
const DEFAULT_HOST: &str = "https://app.picsellia.com";

/// The settings that a connection needs.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) host: Setting<String>,
    pub(crate) organization: Option<Setting<String>>,
    pub(crate) token: Option<Setting<Secret>>,
    pub(crate) transport: Setting<TransportName>,
}

impl Settings {
    /// Reads all settings.
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
        let chosen =
            |flag: &'static str, given: &Option<String>, variable: &'static str, stored: &Option<String>| {
                let given = given.clone().map(|value| Setting::new(value, Origin::Flag(flag)));
                given
                    .or_else(|| {
                        environment(variable).map(|value| Setting::new(value, Origin::Environment(variable)))
                    })
                    .or_else(|| stored.clone().map(|value| Setting::new(value, in_file())))
            };
        let host = chosen("--host", &arguments.host, HOST, &file.host)
            .unwrap_or_else(|| Setting::new(DEFAULT_HOST.to_owned(), Origin::Default));
        let organization =
            chosen("--organization", &arguments.organization, ORGANIZATION, &file.organization);
        let transport =
            arguments.transport.map(|transport| Setting::new(transport, Origin::Flag("--transport")));
        let transport = transport
            .or_else(|| file.transport.map(|transport| Setting::new(transport, in_file())))
            .unwrap_or_else(|| Setting::new(TransportName::default(), Origin::Default));
        let token = match &arguments.token_file {
            Some(path) => Some(Setting::new(read_token(path)?, Origin::Flag("--token-file"))),
            None => match environment(TOKEN) {
                Some(token) => Some(Setting::new(token.into(), Origin::Environment(TOKEN))),
                None => file.token()?,
            },
        };
        Ok(Self { host, organization, token, transport })
    }
}

/// Reads a token from a file, without the line break at its end.
fn read_token(path: &Path) -> Result<Secret, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("cannot read the token file {}: {error}", path.display())))?;
    match text.trim() {
        "" => Err(Failure::usage(format!("the token file {} is empty", path.display()))),
        token => Ok(token.into()),
    }
}

/// Resolves a path from the configuration file: relative paths start at the folder of the file.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn file(text: &str) -> File {
        File::parse(Path::new("/etc/picsellia/config.toml"), text).unwrap()
    }

    #[test]
    fn flags_override_the_environment_which_overrides_the_file() {
        let stored = || file("host = \"https://file\"\norganization = \"file\"\ntransport = \"ureq\"");
        let nothing = |_: &'static str| None;
        let environment = |name: &'static str| (name == HOST).then(|| "https://environment".to_owned());
        let flag =
            ConnectionArguments { host: Some("https://flag".to_owned()), ..ConnectionArguments::default() };

        let settings = Settings::resolve(&flag, environment, &stored()).unwrap();
        assert_eq!(settings.host, Setting::new("https://flag".to_owned(), Origin::Flag("--host")));
        let no_flags = ConnectionArguments::default();
        let settings = Settings::resolve(&no_flags, environment, &stored()).unwrap();
        assert_eq!(settings.host, Setting::new("https://environment".to_owned(), Origin::Environment(HOST)));
        let settings = Settings::resolve(&no_flags, nothing, &stored()).unwrap();
        let path = PathBuf::from("/etc/picsellia/config.toml");
        assert_eq!(settings.host, Setting::new("https://file".to_owned(), Origin::File(path.clone())));
        assert_eq!(settings.transport, Setting::new(TransportName::Ureq, Origin::File(path)));
        let settings = Settings::resolve(&no_flags, nothing, &File::default()).unwrap();
        assert_eq!(settings.host, Setting::new(DEFAULT_HOST.to_owned(), Origin::Default));
        assert_eq!((settings.organization, settings.token), (None, None));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = File::parse(Path::new("config.toml"), "hots = \"https://a\"").unwrap_err();
        assert!(format!("{error:?}").contains("hots"), "{error:?}");
    }
}
