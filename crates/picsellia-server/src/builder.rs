//! What a service is started with.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use picsellia_core::{InferenceType, Secret};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::app::App;
use crate::auth::{Keys, new_master_key};
use crate::error::{StartError, StartProblem};
use crate::images::Images;
use crate::server::Server;
use crate::store::Store;

/// The token on loopback when none is set.
const LOCAL_TOKEN: &str = "local";
const DEFAULT_ORGANIZATION: &str = "local";
const DEFAULT_JWT_LIFETIME: Duration = Duration::from_secs(3600);
const DEFAULT_BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Configures a [`Server`]. Made by [`Server::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct ServerBuilder {
    token: Option<Secret>,
    organization: String,
    deployments: Vec<(String, InferenceType)>,
    folder: Folder,
    listen: String,
    jwt_lifetime: Duration,
    body_limit: usize,
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
            folder: Folder::Temporary,
            listen: "127.0.0.1:0".to_owned(),
            jwt_lifetime: DEFAULT_JWT_LIFETIME,
            body_limit: DEFAULT_BODY_LIMIT,
        }
    }

    /// The API token that clients must send. Without one it is `local`, on loopback addresses only: to listen on
    /// any other address a token must be set.
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

    /// How long a login is valid, in whole seconds; an hour unless set.
    pub fn jwt_lifetime(mut self, lifetime: Duration) -> Self {
        self.jwt_lifetime = lifetime;
        self
    }

    /// The largest request body, in bytes; 64 MiB unless set. Larger ones are answered 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
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
        let app = App {
            keys: stored_keys(&store).await?,
            store,
            images,
            token,
            jwt_lifetime: self.jwt_lifetime,
            body_limit: self.body_limit,
            url: format!("http://{address}"),
        };
        Ok(Server::serve(listener, Arc::new(app), temporary))
    }

    fn check_names(&self) -> Result<(), StartProblem> {
        if self.organization.is_empty() {
            return Err(StartProblem::EmptyName { what: "organization" });
        }
        if self.deployments.iter().any(|(name, _)| name.is_empty()) {
            return Err(StartProblem::EmptyName { what: "deployment" });
        }
        Ok(())
    }
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
