use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Which service to call, as whom, and how.
///
/// The token has no flag: other users of the machine could read it in the list of processes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArguments {
    /// Platform URL: scheme, host and port [env: PICSELLIA_HOST] [default: the public platform]
    #[arg(long, value_name = "URL")]
    pub(crate) host: Option<String>,

    /// Organization [env: PICSELLIA_ORGANIZATION] [default: the token's own organization]
    #[arg(long, value_name = "NAME|UUID")]
    pub(crate) organization: Option<String>,

    /// Read the API token from a file [env: PICSELLIA_TOKEN holds the token itself]
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// HTTP client [default: hyper]
    #[arg(long, value_name = "NAME")]
    pub(crate) transport: Option<TransportName>,

    /// Trust the certificate authorities in a PEM file, besides those of the system
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_certificates: Option<PathBuf>,

    /// Send the token over plain http to another machine
    #[arg(long)]
    pub(crate) allow_insecure_http: bool,

    /// Maximum attempts for each call [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) attempts: Option<u32>,

    /// Time limit for each call, all attempts included, in seconds [default: 300]
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) timeout: Option<Duration>,
}

/// The name of an HTTP client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TransportName {
    /// Async, built on hyper
    #[default]
    Hyper,
    /// Blocking, built on ureq
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

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("the time limit must be more than 0 seconds".to_owned()),
    }
}
