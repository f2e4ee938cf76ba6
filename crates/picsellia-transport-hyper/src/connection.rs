//! A connection with HTTP on it.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Handle, Id};

use crate::outflow::Outflow;
use crate::wire::Wire;

/// What carries the bytes: a socket, or TLS over one.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// hyper's two ends of a connection: what takes requests, and what reads and writes the bytes whenever it is driven. Both
/// belong to the exchange that goes over it.
pub(crate) struct Connection {
    pub(crate) sender: http1::SendRequest<Outflow>,
    /// None once the connection has ended.
    driver: Option<http1::Connection<TokioIo<Box<dyn Stream>>, Outflow>>,
    pub(crate) wire: Arc<Wire>,
    /// Where its socket is registered: no other runtime is told when it can be read.
    pub(crate) runtime: Id,
}

impl Connection {
    /// Begins HTTP on a stream over `wire`.
    pub(crate) async fn over(stream: Box<dyn Stream>, wire: Arc<Wire>) -> hyper::Result<Box<Self>> {
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        // It is large, and goes to the pool and back for each exchange.
        Ok(Box::new(Self { sender, driver: Some(driver), wire, runtime: Handle::current().id() }))
    }

    /// Reads and writes what can be.
    pub(crate) fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(driver) = &mut self.driver
            && Pin::new(driver).poll(context).is_ready()
        {
            // How it ended is told to whoever awaits a response; of a connection that ended while it was idle only when it
            // goes, together with a request that it did not take.
            self.driver = None;
        }
    }

    /// Whether the exchange is over for both sides, so that another can follow.
    pub(crate) async fn is_over(&mut self) -> bool {
        poll_fn(|context| {
            self.drive(context);
            Poll::Ready(self.is_ready())
        })
        .await
    }

    fn is_ready(&self) -> bool {
        self.driver.is_some() && self.sender.is_ready()
    }

    /// Whether another request can be sent: nothing has come since the last one.
    pub(crate) fn is_fresh(&self) -> bool {
        self.is_ready() && !self.wire.has_news()
    }
}
