//! The settings of a service.

use std::path::PathBuf;
use std::time::Duration;

use picsellia_core::{InferenceType, Secret};

use crate::body::BodyLimits;
use crate::connections::ConnectionOptions;

const DEFAULT_ORGANIZATION: &str = "local";
const DEFAULT_ADDRESS: &str = "127.0.0.1:0";
const DEFAULT_JWT_LIFETIME: Duration = Duration::from_secs(3600);
const DEFAULT_BODY_LIMIT: usize = 64 * 1024 * 1024;
const DEFAULT_BYTES_IN_FLIGHT: usize = 256 * 1024 * 1024;
const DEFAULT_UPLOAD_RATE: u64 = 1024;
/// Longer than clients keep an idle connection, so that the client closes it.
const DEFAULT_HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// Configures a [`Server`](crate::Server). Created by [`Server::builder`](crate::Server::builder).
#[derive(Debug)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct ServerBuilder {
    pub(crate) token: Option<Secret>,
    pub(crate) organization: String,
    pub(crate) deployments: Vec<(String, InferenceType)>,
    /// Names of deployments, each with its labels.
    pub(crate) labels: Vec<(String, Vec<String>)>,
    /// `None` for a temporary folder.
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) listen: String,
    pub(crate) public_url: Option<String>,
    pub(crate) jwt_lifetime: Duration,
    pub(crate) body_limits: BodyLimits,
    pub(crate) bytes_in_flight: usize,
    pub(crate) connections: ConnectionOptions,
}

impl ServerBuilder {
    pub(crate) fn new() -> Self {
        Self {
            token: None,
            organization: DEFAULT_ORGANIZATION.to_owned(),
            deployments: Vec::new(),
            labels: Vec::new(),
            data_dir: None,
            listen: DEFAULT_ADDRESS.to_owned(),
            public_url: None,
            jwt_lifetime: DEFAULT_JWT_LIFETIME,
            body_limits: BodyLimits { bytes: DEFAULT_BODY_LIMIT, rate: DEFAULT_UPLOAD_RATE },
            bytes_in_flight: DEFAULT_BYTES_IN_FLIGHT,
            connections: ConnectionOptions { header_timeout: DEFAULT_HEADER_TIMEOUT },
        }
    }

    /// Sets the API token that clients must send. Defaults to `local`.
    ///
    /// With the default token, the service listens on loopback addresses only and rejects requests
    /// whose `Host` is not `localhost` or a loopback address. Otherwise a web page could have its
    /// own name resolved to this machine and use the service.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the name of the organization, which is created if needed. Defaults to `local`.
    pub fn organization(mut self, name: impl Into<String>) -> Self {
        self.organization = name.into();
        self
    }

    /// Adds a deployment of the organization, which is created if needed.
    pub fn deployment(mut self, name: impl Into<String>, inference_type: InferenceType) -> Self {
        self.deployments.push((name.into(), inference_type));
        self
    }

    /// Sets the labels of a deployment that [`deployment`](Self::deployment) adds, from class 0 on.
    ///
    /// A label that the deployment already has keeps its id. Without this call, a deployment keeps
    /// the labels that it has.
    pub fn labels<L: Into<String>>(
        mut self,
        deployment: impl Into<String>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        self.labels.push((deployment.into(), labels.into_iter().map(Into::into).collect()));
        self
    }

    /// Keeps all data in this folder, which is created if needed.
    ///
    /// A service that is started on the same folder later has the same records.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(path.into());
        self
    }

    /// Keeps all data in a new folder, which is removed with the [`Server`](crate::Server). This is
    /// the default.
    pub fn temporary(mut self) -> Self {
        self.data_dir = None;
        self
    }

    /// Sets the address to listen on, as `host:port`. Defaults to `127.0.0.1:0`.
    ///
    /// Port 0 selects a free port.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Sets the URL that clients reach the service at, such as `https://monitoring.example`.
    ///
    /// It is needed behind a TLS proxy. URLs in responses start with it. By default they start with
    /// `http://` and the `Host` of the request.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// Sets how long a login is valid, in whole seconds. Defaults to one hour.
    pub fn jwt_lifetime(mut self, lifetime: Duration) -> Self {
        self.jwt_lifetime = lifetime;
        self
    }

    /// Sets the maximum size of a request body in bytes. Defaults to 64 MiB.
    ///
    /// A larger body gets the status 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limits.bytes = bytes;
        self
    }

    /// Sets how many bytes of predictions may be in memory at once, over all connections. Defaults
    /// to 256 MiB, and is never less than the [`body_limit`](Self::body_limit).
    ///
    /// Further requests wait, and get the status 503 after 30 seconds.
    pub fn bytes_in_flight(mut self, bytes: usize) -> Self {
        self.bytes_in_flight = bytes;
        self
    }

    /// Sets how many bytes of a body must arrive per second on average, after its first 30 seconds.
    /// Defaults to 1024. The value 0 disables the check.
    ///
    /// A slower body gets the status 408, and so does a body that stalls for 30 seconds.
    pub fn minimum_upload_rate(mut self, bytes_per_second: u64) -> Self {
        self.body_limits.rate = bytes_per_second;
        self
    }

    /// Sets how long the head of a request may take to arrive, and how long a connection may be
    /// idle. Defaults to one minute.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.connections.header_timeout = timeout;
        self
    }
}
