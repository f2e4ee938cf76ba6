//! An HTTP connection.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Handle, Id};

use crate::request_body::RequestBody;
use crate::socket::Socket;

/// What carries the bytes: a socket, or TLS over one.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Both halves of a hyper connection: the sender takes requests, and the driver reads and writes
/// while it is polled.
///
/// The exchange that uses the connection owns both. There is no task behind it.
pub(crate) struct Connection {
    pub(crate) sender: http1::SendRequest<RequestBody>,
    /// `None` once the connection has ended.
    driver: Option<http1::Connection<TokioIo<Box<dyn Stream>>, RequestBody>>,
    pub(crate) socket: Arc<Socket>,
    /// The runtime that the socket is registered with. No other one learns when it is readable.
    pub(crate) runtime: Id,
}

impl Connection {
    /// Starts HTTP on a stream over `socket`.
    pub(crate) async fn start(stream: Box<dyn Stream>, socket: Arc<Socket>) -> hyper::Result<Box<Self>> {
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        // Boxed, because it is large and moves to the pool and back for each exchange.
        Ok(Box::new(Self { sender, driver: Some(driver), socket, runtime: Handle::current().id() }))
    }

    /// Reads and writes as much as is possible now.
    pub(crate) fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(driver) = &mut self.driver
            && Pin::new(driver).poll(context).is_ready()
        {
            // hyper reports the outcome to whoever awaits the response. If the connection ended
            // while it was idle, that happens only when the driver is dropped, and hands back the
            // request that was not taken.
            self.driver = None;
        }
    }

    /// Returns whether both sides have finished the exchange, so that another one can follow.
    pub(crate) async fn is_finished(&mut self) -> bool {
        poll_fn(|context| {
            self.drive(context);
            Poll::Ready(self.is_ready())
        })
        .await
    }

    fn is_ready(&self) -> bool {
        self.driver.is_some() && self.sender.is_ready()
    }

    /// Returns whether another request can be sent: nothing was received since the last exchange.
    pub(crate) fn is_reusable(&self) -> bool {
        self.is_ready() && !self.socket.is_readable()
    }
}
