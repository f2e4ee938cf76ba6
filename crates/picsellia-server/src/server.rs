//! A running service.

use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::builder::ServerBuilder;
use crate::error::ShutdownError;
use crate::routes;

/// How long requests that run get to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// A running service.
///
/// Dropping it stops it as well, without waiting; [`Server::shutdown`] lets requests that run end first. A temporary
/// folder is removed with it.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    /// Last, so that it goes when nothing uses it any more.
    temporary: Option<TempDir>,
}

impl Server {
    /// Starts to describe a service.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::new()
    }

    pub(crate) fn serve(listener: TcpListener, app: Arc<App>, temporary: Option<TempDir>) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let router = routes::router(Arc::clone(&app));
        let listener = listener.tap_io(|connection| {
            // Without this, an answer in two small writes waits some 40 ms for the client's acknowledgement.
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY could not be set");
            }
        });
        let serving = tokio::spawn(async move {
            // The sender's drop ends it too: a forgotten server does not outlive its handle.
            let graceful = axum::serve(listener, router).with_graceful_shutdown(async move {
                let _ = stopped.await;
            });
            if let Err(error) = graceful.await {
                tracing::error!(%error, "the service stopped");
            }
        });
        Self { app, stop, serving, temporary }
    }

    /// Where it listens, such as `http://127.0.0.1:49152`: the `host` that clients are given.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// Accepts no more, lets the requests that run end, and closes the storage.
    ///
    /// # Errors
    ///
    /// [`ShutdownError`] when requests had to be cut after 10 seconds. The storage is closed then, too.
    pub async fn shutdown(self) -> Result<(), ShutdownError> {
        let Self { app, stop, mut serving, temporary } = self;
        // It fails when the service has stopped already.
        let _ = stop.send(());
        let ended = tokio::time::timeout(SHUTDOWN_TIMEOUT, &mut serving).await;
        if ended.is_err() {
            serving.abort();
        }
        app.store.close().await;
        drop(temporary);
        ended.map(|_| ()).map_err(|_| ShutdownError::new())
    }
}
