//! Why the service did not start or did not stop cleanly.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::{fmt, io};

use crate::api_error::chain;
use crate::public_url::{InvalidPublicUrl, PublicUrl};

/// The service could not start.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
pub struct StartError {
    problem: StartProblem,
}

/// What stood in the way.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartProblem {
    #[error("the address {address:?} cannot be listened on: {error}")]
    Listen { address: String, error: io::Error },
    #[error("an API token must be set to listen on {0}, which other machines may reach")]
    TokenRequired(SocketAddr),
    #[error("an API token must be set to be reached at {0}, which other machines may reach")]
    TokenRequiredAt(PublicUrl),
    #[error("the public URL {0}")]
    PublicUrl(#[from] InvalidPublicUrl),
    #[error("deployment {deployment:?} has the label {label:?} twice, or one without a name")]
    Labels { deployment: String, label: String },
    #[error("labels were given for {0:?}, which is none of the deployments that were given")]
    LabelsOfNone(String),
    #[error("the API token is empty or has characters that a header cannot carry")]
    InvalidToken,
    #[error("the {what} name is empty")]
    EmptyName { what: &'static str },
    #[error("the data folder {path:?} cannot be used: {error}")]
    Folder { path: PathBuf, error: io::Error },
    #[error("{}", chain(.0.as_ref()))]
    Storage(Box<dyn std::error::Error + Send + Sync>),
    #[error("the stored signing key is damaged")]
    DamagedKey,
    #[error("the stored id of the connector is damaged")]
    DamagedConnector,
}

impl StartProblem {
    /// A failure of a layer that the public interface does not name.
    pub(crate) fn storage(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Storage(Box::new(error))
    }
}

impl From<StartProblem> for StartError {
    fn from(problem: StartProblem) -> Self {
        Self { problem }
    }
}

/// The service stopped, but not every connection ended by itself in time.
#[derive(Debug)]
pub struct ShutdownError {
    _private: (),
}

impl ShutdownError {
    pub(crate) fn new() -> Self {
        Self { _private: () }
    }
}

impl fmt::Display for ShutdownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "some connections were cut: their requests did not end within the time that shutdown allows",
        )
    }
}

impl std::error::Error for ShutdownError {}
