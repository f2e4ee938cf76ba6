//! Accepts connections, serves them and ends them.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::error_chain::error_chain;

/// The pause after a failed accept. Usually the process has no file descriptor left, and
/// connections that close will free some.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How connections are served.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionOptions {
    /// How long the head of a request may take, and how long a connection may be idle.
    pub(crate) header_timeout: Duration,
}

/// Serves until the token is canceled, then waits until every running request has ended.
///
/// Dropping the future cuts the connections that are still open.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    options: ConnectionOptions,
    shutdown: CancellationToken,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(stream, router.clone(), options, shutdown.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn serve_connection(
    stream: TcpStream,
    router: Router,
    options: ConnectionOptions,
    shutdown: CancellationToken,
) {
    // Without it, a response in two small writes waits about 40 ms for the client's acknowledgment.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY");
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = error_chain(&error), "a connection ended early");
    }
}
