//! Failures to start and to stop the service.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::{fmt, io};

use crate::error_chain::error_chain;
use crate::public_url::{InvalidPublicUrl, PublicUrl};

/// The service could not start.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
pub struct StartError {
    problem: StartProblem,
}

/// The reason of a [`StartError`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartProblem {
    #[error("could not listen on {address:?}: {error}")]
    Listen { address: String, error: io::Error },
    #[error("other machines can reach {0}: set an API token")]
    TokenRequired(SocketAddr),
    #[error("other machines can reach {0}: set an API token")]
    TokenRequiredAt(PublicUrl),
    #[error(transparent)]
    PublicUrl(#[from] InvalidPublicUrl),
    #[error("deployment {deployment:?} has an empty label name")]
    EmptyLabel { deployment: String },
    #[error("deployment {deployment:?} has the label {label:?} twice")]
    RepeatedLabel { deployment: String, label: String },
    #[error("labels are given for {0:?}, but no such deployment is given")]
    LabelsWithoutDeployment(String),
    #[error("invalid API token: use one or more visible ASCII characters")]
    InvalidToken,
    #[error("the {what} name is empty")]
    EmptyName { what: &'static str },
    #[error("could not use the data folder {path:?}: {error}")]
    Folder { path: PathBuf, error: io::Error },
    #[error("{}", error_chain(.0.as_ref()))]
    Storage(Box<dyn Error + Send + Sync>),
    #[error("the stored signing key is damaged")]
    DamagedKey,
    #[error("the stored connector id is damaged")]
    DamagedConnector,
}

impl StartProblem {
    /// Wraps a failure whose type is not part of the public interface.
    pub(crate) fn storage(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Storage(Box::new(error))
    }
}

impl From<StartProblem> for StartError {
    fn from(problem: StartProblem) -> Self {
        Self { problem }
    }
}

/// The service stopped, but it had to cut connections whose requests did not end in time.
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
        f.write_str("shutdown timed out: connections with running requests were cut")
    }
}

impl Error for ShutdownError {}
