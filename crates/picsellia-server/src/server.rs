//! The handle of a running service.

use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::app::App;
use crate::builder::ServerBuilder;
use crate::connections::{self, ConnectionOptions};
use crate::error::ShutdownError;
use crate::error_chain::error_chain;
use crate::images::Images;
use crate::orphaned_images;
use crate::routes;
use crate::store::Store;

/// How long running requests get to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// A running service.
///
/// Dropping it stops the service at once. [`Server::shutdown`] lets running requests end first.
/// A temporary folder is removed with the server.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    /// Stops the service on drop, so that the service never outlives its handle.
    stop: DropGuard,
    accepting: JoinHandle<()>,
    cleanup: JoinHandle<()>,
    /// Last, so that it is dropped when nothing uses it any more.
    temporary: Option<TempDir>,
}

impl Server {
    /// Creates a builder for a service.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::new()
    }

    /// Starts to accept connections.
    pub(crate) fn spawn(
        listener: TcpListener,
        app: Arc<App>,
        options: ConnectionOptions,
        temporary: Option<TempDir>,
    ) -> Self {
        let stop = CancellationToken::new();
        let router = routes::router(Arc::clone(&app));
        let accepting = tokio::spawn(connections::serve(listener, router, options, stop.clone()));
        let cleanup = tokio::spawn(remove_orphaned_images(app.store.clone(), app.images.clone()));
        Self { app, stop: stop.drop_guard(), accepting, cleanup, temporary }
    }

    /// Returns the URL that the service listens at, such as `http://127.0.0.1:49152`.
    ///
    /// It is the `host` to give to clients.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// Stops the service.
    ///
    /// It accepts no more connections, lets running requests end, records the predictions that
    /// were received, and closes the storage.
    ///
    /// # Errors
    ///
    /// Returns [`ShutdownError`] if requests had to be cut after 10 seconds. The storage is closed
    /// in this case too.
    pub async fn shutdown(self) -> Result<(), ShutdownError> {
        let Self { app, stop, mut accepting, cleanup, temporary } = self;
        stop.disarm().cancel();
        cleanup.abort();
        let ended = tokio::time::timeout(SHUTDOWN_TIMEOUT, async {
            // A task that failed has stopped as well.
            let _ = (&mut accepting).await;
            // Predictions whose client went away are recorded without a connection.
            app.ingests.close();
            app.ingests.wait().await;
        });
        let ended = ended.await;
        if ended.is_err() {
            accepting.abort();
        }
        app.store.close().await;
        drop(temporary);
        ended.map_err(|_| ShutdownError::new())
    }
}

/// Removes orphaned images once. Images that a failure leaves are found at the next start.
async fn remove_orphaned_images(store: Store, images: Images) {
    match orphaned_images::remove(&store, &images, orphaned_images::MIN_AGE).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "removed images without a record"),
        Err(error) => {
            tracing::warn!(error = error_chain(&error), "could not look for images without a record");
        }
    }
}
