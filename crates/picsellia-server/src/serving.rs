//! Connections: accepted, served, and ended.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// After a failed accept: mostly the process has no file descriptor left, and closing connections will free some.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How connections are served.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Serving {
    /// How long the head of a request may take, and how long a connection may wait for its next one.
    pub(crate) header_timeout: Duration,
}

impl Serving {
    /// Serves until the token is cancelled, then until every request that runs has ended.
    pub(crate) async fn run(self, listener: TcpListener, router: Router, stop: CancellationToken) {
        // Dropped with this future: who gives up waiting cuts what still runs.
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((connection, _)) => {
                    connections.spawn(self.connection(connection, router.clone(), stop.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
    }

    async fn connection(self, stream: TcpStream, router: Router, stop: CancellationToken) {
        // Without this, a response in two small writes waits some 40 ms for the client's acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.header_timeout)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
        let mut serving = pin!(serving);
        let ended = tokio::select! {
            ended = serving.as_mut() => ended,
            () = stop.cancelled() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(error = crate::api_error::chain(&error), "a connection ended early");
        }
    }
}
