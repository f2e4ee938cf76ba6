use clap::ValueEnum;
use serde::Serialize;

/// A way to send predictions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A plain writer of prebuilt bytes
    Limit,
    /// The same writer, which builds the body each time
    LimitBuilding,
    /// The async facade over the hyper transport
    FacadeAsync,
    /// The blocking facade over the ureq transport
    FacadeBlocking,
    /// The async facade over the reqwest transport
    FacadeReqwest,
    /// The hyper transport alone, building the body each time
    HyperBuilding,
    /// The ureq transport alone, building the body each time
    UreqBuilding,
    /// The reqwest transport alone, building the body each time
    ReqwestBuilding,
    /// The hyper transport alone, with a prebuilt body
    Hyper,
    /// The ureq transport alone, with a prebuilt body
    Ureq,
    /// The reqwest transport alone, with a prebuilt body
    Reqwest,
    /// A first attempt: `serde_json` with the image as a `String`, over reqwest
    Naive,
    /// The official Python SDK
    Official,
}

impl Kind {
    /// Returns the name of the kind on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// The tokio runtime of an async contestant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuntimeFlavor {
    /// The calling thread does everything
    CurrentThread,
    /// One thread per core
    MultiThread,
}
