//! Starts a service: validates its settings, opens its storage and listens.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use picsellia_core::Secret;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::auth::{Keys, new_master_key};
use crate::builder::ServerBuilder;
use crate::connector::Connector;
use crate::error::{StartError, StartProblem};
use crate::images::Images;
use crate::in_flight::InFlightLimit;
use crate::public_url::PublicUrl;
use crate::server::Server;
use crate::store::{Recorder, Store, new_uuid};

/// The token on loopback addresses if none is set.
const LOCAL_TOKEN: &str = "local";
/// Fewer than the connections that read the database.
const CONCURRENT_STATISTICS: usize = 2;

impl ServerBuilder {
    /// Opens the storage, creates what is missing, and listens.
    ///
    /// Must be called within a Tokio runtime, which then runs the service.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the address, the folder, the token or a name is unusable, or if a
    /// deployment already exists with another type.
    pub async fn start(self) -> Result<Server, StartError> {
        Ok(start(self).await?)
    }
}

async fn start(settings: ServerBuilder) -> Result<Server, StartProblem> {
    check_names(&settings)?;
    let public_url = settings.public_url.as_deref().map(PublicUrl::parse).transpose()?;
    let loopback_only = settings.token.is_none();
    if let Some(url) = public_url.as_ref().filter(|url| loopback_only && !url.is_loopback()) {
        return Err(StartProblem::TokenRequiredAt(url.clone()));
    }
    let (listener, address) = listen(&settings.listen).await?;
    let token = effective_token(settings.token.clone(), address)?;
    let (folder, temporary) = data_folder(settings.data_dir.clone())?;
    let (store, images) = open_storage(&folder).await?;
    create_records(&store, &settings).await?;
    let app = App {
        keys: stored_keys(&store).await?,
        connector: stored_connector(&store).await?,
        recorder: Recorder::spawn(&store),
        store,
        images,
        token,
        loopback_only,
        jwt_lifetime: settings.jwt_lifetime,
        body_limits: settings.body_limits,
        in_flight: InFlightLimit::new(settings.bytes_in_flight, settings.body_limits.bytes),
        ingests: TaskTracker::new(),
        statistics: Semaphore::new(CONCURRENT_STATISTICS),
        url: format!("http://{address}"),
        public_url,
    };
    Ok(Server::spawn(listener, Arc::new(app), settings.connections, temporary))
}

fn check_names(settings: &ServerBuilder) -> Result<(), StartProblem> {
    if settings.organization.is_empty() {
        return Err(StartProblem::EmptyName { what: "organization" });
    }
    if settings.deployments.iter().any(|(name, _)| name.is_empty()) {
        return Err(StartProblem::EmptyName { what: "deployment" });
    }
    for (deployment, labels) in &settings.labels {
        if !settings.deployments.iter().any(|(name, _)| name == deployment) {
            return Err(StartProblem::LabelsWithoutDeployment(deployment.clone()));
        }
        let deployment = deployment.clone();
        let mut seen = HashSet::new();
        for label in labels {
            if label.is_empty() {
                return Err(StartProblem::EmptyLabel { deployment });
            }
            if !seen.insert(label) {
                return Err(StartProblem::RepeatedLabel { deployment, label: label.clone() });
            }
        }
    }
    Ok(())
}

async fn listen(address: &str) -> Result<(TcpListener, SocketAddr), StartProblem> {
    let failed = |error| StartProblem::Listen { address: address.to_owned(), error };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
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

/// Returns the folder of the data, with its guard if it is temporary.
fn data_folder(configured: Option<PathBuf>) -> Result<(PathBuf, Option<TempDir>), StartProblem> {
    if let Some(path) = configured {
        return Ok((path, None));
    }
    let folder = TempDir::with_prefix("picsellia-server-")
        .map_err(|error| StartProblem::Folder { path: std::env::temp_dir(), error })?;
    Ok((folder.path().to_owned(), Some(folder)))
}

async fn open_storage(folder: &Path) -> Result<(Store, Images), StartProblem> {
    let (image_folder, database) = (folder.join("images"), folder.join("records.sqlite"));
    create_private(&image_folder, &database)
        .map_err(|error| StartProblem::Folder { path: folder.to_owned(), error })?;
    let images = Images::in_folder(&image_folder).map_err(StartProblem::storage)?;
    let store = Store::open(&database).await.map_err(StartProblem::storage)?;
    Ok((store, images))
}

/// Creates a folder and a file that no other user can read. SQLite creates its other files with the
/// mode of this one.
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

/// Creates the organization, its deployments and their labels, as far as they are missing.
async fn create_records(store: &Store, settings: &ServerBuilder) -> Result<(), StartProblem> {
    let organization =
        store.ensure_organization(&settings.organization).await.map_err(StartProblem::storage)?;
    for (name, inference_type) in &settings.deployments {
        store.ensure_deployment(&organization, name, *inference_type).await.map_err(StartProblem::storage)?;
    }
    for (deployment, labels) in &settings.labels {
        store.set_labels(&organization, deployment, labels).await.map_err(StartProblem::storage)?;
    }
    Ok(())
}

/// Returns the signing keys. They are kept with the records, so that a JWT outlives a restart.
async fn stored_keys(store: &Store) -> Result<Keys, StartProblem> {
    let fresh = new_master_key().map_err(StartProblem::storage)?;
    let stored = store.setting_or_insert("signing_key", &fresh).await.map_err(StartProblem::storage)?;
    let key: [u8; 32] = stored.try_into().map_err(|_| StartProblem::DamagedKey)?;
    Ok(Keys::derive(&key))
}

async fn stored_connector(store: &Store) -> Result<Connector, StartProblem> {
    let stored = store.setting_or_insert("connector_id", new_uuid().as_bytes()).await;
    let stored = stored.map_err(StartProblem::storage)?;
    String::from_utf8(stored).map(Connector::new).map_err(|_| StartProblem::DamagedConnector)
}
