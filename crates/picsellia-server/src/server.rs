//! A running service.

use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::api_error::chain;
use crate::app::App;
use crate::builder::ServerBuilder;
use crate::collector;
use crate::error::ShutdownError;
use crate::images::Images;
use crate::routes;
use crate::serving::Serving;
use crate::store::Store;

/// How long requests that run get to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// A running service.
///
/// Dropping it stops it as well, without waiting; [`Server::shutdown`] lets requests that run end first. A temporary
/// folder is removed with it.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    /// Its drop stops the service: a forgotten one does not outlive its handle.
    stop: DropGuard,
    accepting: JoinHandle<()>,
    collecting: JoinHandle<()>,
    /// Last, so that it goes when nothing uses it any more.
    temporary: Option<TempDir>,
}

impl Server {
    /// Starts to describe a service.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::new()
    }

    pub(crate) fn serve(
        listener: TcpListener,
        app: Arc<App>,
        serving: Serving,
        temporary: Option<TempDir>,
    ) -> Self {
        let stop = CancellationToken::new();
        let router = routes::router(Arc::clone(&app));
        let accepting = tokio::spawn(serving.run(listener, router, stop.clone()));
        let collecting = tokio::spawn(collect(app.store.clone(), app.images.clone()));
        Self { app, stop: stop.drop_guard(), accepting, collecting, temporary }
    }

    /// Where it listens, such as `http://127.0.0.1:49152`: the `host` that clients are given.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// Accepts no more, lets the requests that run end, records the predictions that were received, and closes the
    /// storage.
    ///
    /// # Errors
    ///
    /// [`ShutdownError`] when requests had to be cut after 10 seconds. The storage is closed then, too.
    pub async fn shutdown(self) -> Result<(), ShutdownError> {
        let Self { app, stop, mut accepting, collecting, temporary } = self;
        stop.disarm().cancel();
        collecting.abort();
        let ended = tokio::time::timeout(SHUTDOWN_TIMEOUT, async {
            // A task that failed has stopped as well.
            let _ = (&mut accepting).await;
            // Those whose client went away run on without a connection.
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

/// One round of the collector; what it leaves is found at the next start.
async fn collect(store: Store, images: Images) {
    match collector::collect(&store, &images, collector::GRACE).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "images without a record were removed"),
        Err(error) => {
            tracing::warn!(error = chain(&error), "images without a record could not be looked for");
        }
    }
}
