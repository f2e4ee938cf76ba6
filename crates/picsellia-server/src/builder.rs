//! What a service is started with.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use picsellia_core::{InferenceType, Secret};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::auth::{Keys, new_master_key};
use crate::body::BodyLimits;
use crate::connector::Connector;
use crate::error::{StartError, StartProblem};
use crate::images::Images;
use crate::intake::Intake;
use crate::public_url::PublicUrl;
use crate::server::Server;
use crate::serving::Serving;
use crate::store::{Store, new_uuid};

/// The token on loopback when none is set.
const LOCAL_TOKEN: &str = "local";
const DEFAULT_ORGANIZATION: &str = "local";
const DEFAULT_JWT_LIFETIME: Duration = Duration::from_secs(3600);
const DEFAULT_BODY_LIMIT: usize = 64 * 1024 * 1024;
const DEFAULT_BYTES_IN_FLIGHT: usize = 256 * 1024 * 1024;
const DEFAULT_UPLOAD_RATE: u64 = 1024;
/// Fewer than there are connections that read.
const CONCURRENT_STATISTICS: usize = 2;
/// Longer than clients keep an idle connection, so that it is them who close it.
const DEFAULT_HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// Configures a [`Server`]. Made by [`Server::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct ServerBuilder {
    token: Option<Secret>,
    organization: String,
    deployments: Vec<(String, InferenceType)>,
    labels: Vec<(String, Vec<String>)>,
    folder: Folder,
    listen: String,
    public_url: Option<String>,
    jwt_lifetime: Duration,
    body_limits: BodyLimits,
    bytes_in_flight: usize,
    serving: Serving,
}

#[derive(Debug)]
enum Folder {
    Temporary,
    Kept(PathBuf),
}

impl ServerBuilder {
    pub(crate) fn new() -> Self {
        Self {
            token: None,
            organization: DEFAULT_ORGANIZATION.to_owned(),
            deployments: Vec::new(),
            labels: Vec::new(),
            folder: Folder::Temporary,
            listen: "127.0.0.1:0".to_owned(),
            public_url: None,
            jwt_lifetime: DEFAULT_JWT_LIFETIME,
            body_limits: BodyLimits { bytes: DEFAULT_BODY_LIMIT, rate: DEFAULT_UPLOAD_RATE },
            bytes_in_flight: DEFAULT_BYTES_IN_FLIGHT,
            serving: Serving { header_timeout: DEFAULT_HEADER_TIMEOUT },
        }
    }

    /// The API token that clients must send. Without one it is `local`: the service then listens on loopback
    /// addresses only, and answers only requests whose `Host` is `localhost` or a loopback address, because a web
    /// page can have a name of its own resolved to this machine.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The organization, created if there is none of this name. Without a call it is `local`.
    pub fn organization(mut self, name: impl Into<String>) -> Self {
        self.organization = name.into();
        self
    }

    /// A deployment of the organization, created if there is none of this name. Can be called again for more.
    pub fn deployment(mut self, name: impl Into<String>, inference_type: InferenceType) -> Self {
        self.deployments.push((name.into(), inference_type));
        self
    }

    /// The labels of a deployment that [`deployment`](Self::deployment) names: the first is that of class 0. Labels
    /// that it has already keep their ids. Without a call, a deployment keeps the labels it had.
    pub fn labels<L: Into<String>>(
        mut self,
        deployment: impl Into<String>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        self.labels.push((deployment.into(), labels.into_iter().map(Into::into).collect()));
        self
    }

    /// Keeps everything in this folder, created if needed. A service started on it again has the same records.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.folder = Folder::Kept(path.into());
        self
    }

    /// Keeps everything in a new folder that is removed with the [`Server`]. This is the default.
    pub fn temporary(mut self) -> Self {
        self.folder = Folder::Temporary;
        self
    }

    /// The address to listen on, `host:port`. Port 0 takes a free one; the default is `127.0.0.1:0`.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// The URL that clients reach the service at, such as `https://monitoring.example`, when that is not the one that
    /// arrives in their requests: behind a proxy that speaks TLS. Every URL in a response then begins with it. Unless
    /// set, they begin with `http://` and the request's `Host`.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// How long a login is valid, in whole seconds; an hour unless set.
    pub fn jwt_lifetime(mut self, lifetime: Duration) -> Self {
        self.jwt_lifetime = lifetime;
        self
    }

    /// The largest request body, in bytes; 64 MiB unless set. Larger ones are answered 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limits.bytes = bytes;
        self
    }

    /// How many bytes of predictions may be on their way in at once, over all connections; 256 MiB unless set, and
    /// never less than the largest body. Further requests wait for room, and are answered 503 after 30 seconds.
    pub fn bytes_in_flight(mut self, bytes: usize) -> Self {
        self.bytes_in_flight = bytes;
        self
    }

    /// How many bytes of a body must arrive each second on average, from its thirtieth second on; 1024 unless set,
    /// and 0 for no such rule. Slower ones are answered 408, as is a body of which nothing arrives for 30 seconds.
    pub fn minimum_upload_rate(mut self, bytes_per_second: u64) -> Self {
        self.body_limits.rate = bytes_per_second;
        self
    }

    /// How long the line and the headers of a request may take to arrive, and a connection to be idle, before it is
    /// closed; a minute unless set.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.serving.header_timeout = timeout;
        self
    }

    /// Opens the storage, creates what is missing, and listens. Must be called within a Tokio runtime, on which the
    /// service then runs.
    ///
    /// # Errors
    ///
    /// [`StartError`] when the address, the folder, the token or a name cannot be used, or when a deployment exists
    /// with another type.
    pub async fn start(self) -> Result<Server, StartError> {
        Ok(self.run().await?)
    }

    async fn run(self) -> Result<Server, StartProblem> {
        self.check_names()?;
        let public_url = self.public_url.as_deref().map(PublicUrl::parse).transpose()?;
        let loopback_only = self.token.is_none();
        if let Some(url) = public_url.as_ref().filter(|url| loopback_only && !url.is_loopback()) {
            return Err(StartProblem::TokenRequiredAt(url.clone()));
        }
        let listener = TcpListener::bind(&self.listen)
            .await
            .map_err(|error| StartProblem::Listen { address: self.listen.clone(), error })?;
        let address = listener
            .local_addr()
            .map_err(|error| StartProblem::Listen { address: self.listen.clone(), error })?;
        let token = effective_token(self.token, address)?;

        let (path, temporary) = match self.folder {
            Folder::Kept(path) => (path, None),
            Folder::Temporary => {
                let folder = TempDir::with_prefix("picsellia-server-")
                    .map_err(|error| StartProblem::Folder { path: std::env::temp_dir(), error })?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let (image_folder, database) = (path.join("images"), path.join("records.sqlite"));
        create_private(&image_folder, &database)
            .map_err(|error| StartProblem::Folder { path: path.clone(), error })?;
        let images = Images::in_folder(&image_folder).map_err(StartProblem::storage)?;
        let store = Store::open(&database).await.map_err(StartProblem::storage)?;

        let organization =
            store.ensure_organization(&self.organization).await.map_err(StartProblem::storage)?;
        for (name, inference_type) in &self.deployments {
            store
                .ensure_deployment(&organization, name, inference_type.as_str())
                .await
                .map_err(StartProblem::storage)?;
        }
        for (deployment, labels) in &self.labels {
            store.set_labels(&organization, deployment, labels).await.map_err(StartProblem::storage)?;
        }
        let app = App {
            keys: stored_keys(&store).await?,
            connector: stored_connector(&store).await?,
            store,
            images,
            token,
            loopback_only,
            jwt_lifetime: self.jwt_lifetime,
            body_limits: self.body_limits,
            intake: Intake::new(self.bytes_in_flight, self.body_limits.bytes),
            ingests: TaskTracker::new(),
            statistics: Semaphore::new(CONCURRENT_STATISTICS),
            url: format!("http://{address}"),
            public_url,
        };
        Ok(Server::serve(listener, Arc::new(app), self.serving, temporary))
    }

    fn check_names(&self) -> Result<(), StartProblem> {
        if self.organization.is_empty() {
            return Err(StartProblem::EmptyName { what: "organization" });
        }
        if self.deployments.iter().any(|(name, _)| name.is_empty()) {
            return Err(StartProblem::EmptyName { what: "deployment" });
        }
        for (deployment, labels) in &self.labels {
            if !self.deployments.iter().any(|(name, _)| name == deployment) {
                return Err(StartProblem::LabelsOfNone(deployment.clone()));
            }
            let mut seen = HashSet::new();
            if let Some(label) = labels.iter().find(|label| label.is_empty() || !seen.insert(label.as_str()))
            {
                return Err(StartProblem::Labels { deployment: deployment.clone(), label: label.clone() });
            }
        }
        Ok(())
    }
}

async fn stored_connector(store: &Store) -> Result<Connector, StartProblem> {
    let stored = store.setting_or_insert("connector_id", new_uuid().as_bytes()).await;
    let stored = stored.map_err(StartProblem::storage)?;
    String::from_utf8(stored).map(Connector::new).map_err(|_| StartProblem::DamagedConnector)
}

fn effective_token(token: Option<Secret>, address: SocketAddr) -> Result<Secret, StartProblem> {
    let token = match token {
        Some(token) => token,
        None if address.ip().is_loopback() => Secret::from(LOCAL_TOKEN),
        None => return Err(StartProblem::TokenRequired(address)),
    };
    let text = token.expose();
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_graphic()) {
        return Err(StartProblem::InvalidToken);
    }
    Ok(token)
}

/// The signing key is kept with the records: a JWT outlives a restart.
async fn stored_keys(store: &Store) -> Result<Keys, StartProblem> {
    let fresh = new_master_key().map_err(StartProblem::storage)?;
    let stored = store.setting_or_insert("signing_key", &fresh).await.map_err(StartProblem::storage)?;
    let key: [u8; 32] = stored.try_into().map_err(|_| StartProblem::DamagedKey)?;
    Ok(Keys::derive(&key))
}

/// Records and the signing key are nobody else's business. SQLite gives its other files the mode of the first.
fn create_private(folder: &Path, file: &Path) -> std::io::Result<()> {
    let mut folders = std::fs::DirBuilder::new();
    let mut files = std::fs::OpenOptions::new();
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut files, 0o600);
    }
    folders.recursive(true).create(folder)?;
    files.append(true).create(true).open(file).map(|_| ())
}
