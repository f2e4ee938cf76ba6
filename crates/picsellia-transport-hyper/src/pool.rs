//! Keeps idle connections for the next request.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use picsellia_transport_support::routing::Origin;
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::connection::Connection;

/// The maximum number of idle connections.
const MAX_IDLE: usize = 64;

/// Idle connections, the most recently used one last.
pub(crate) struct Pool {
    idle: Mutex<Vec<IdleConnection>>,
    idle_timeout: Duration,
}

struct IdleConnection {
    origin: Origin,
    connection: Box<Connection>,
    since: Instant,
}

impl Pool {
    /// Creates a pool that keeps an idle connection for this long.
    pub(crate) fn new(idle_timeout: Duration) -> Self {
        Self { idle: Mutex::default(), idle_timeout }
    }

    /// Takes the connection to `origin` that was last used on this runtime and is still usable.
    pub(crate) fn take(&self, origin: &Origin) -> Option<Box<Connection>> {
        let (now, runtime) = (Instant::now(), Handle::current().id());
        loop {
            let found = {
                let mut idle = self.lock();
                let matches =
                    |idle: &IdleConnection| idle.connection.runtime == runtime && idle.origin == *origin;
                let newest = idle.iter().rposition(matches)?;
                idle.remove(newest)
            };
            // Outside the lock: a connection that is not usable any more is closed here.
            if now.saturating_duration_since(found.since) < self.idle_timeout
                && found.connection.is_reusable()
            {
                return Some(found.connection);
            }
        }
    }

    /// Keeps a connection whose exchange is finished. Closes the connections that are too old or
    /// too many.
    pub(crate) fn put(&self, origin: Origin, connection: Box<Connection>) {
        let since = Instant::now();
        let mut idle = self.lock();
        let expired =
            |idle: &IdleConnection| since.saturating_duration_since(idle.since) >= self.idle_timeout;
        let expired = idle.iter().take_while(|idle| expired(idle)).count();
        let surplus = (idle.len() + 1).saturating_sub(MAX_IDLE);
        let closed: Vec<IdleConnection> = idle.drain(..expired.max(surplus)).collect();
        idle.push(IdleConnection { origin, connection, since });
        drop(idle);
        // After the lock is released, because closing takes time.
        drop(closed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<IdleConnection>> {
        // Nothing panics while the lock is held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::socket::{Socket, SocketStream};

    async fn connect(listener: &TcpListener) -> (Box<Connection>, Arc<Socket>, TcpStream) {
        let stream =
            TcpStream::connect(listener.local_addr().expect("its address")).await.expect("a connection");
        let (other_side, _) = listener.accept().await.expect("the same connection");
        let socket = Socket::new(stream);
        let started = Connection::start(Box::new(SocketStream(socket.clone())), socket.clone());
        let mut connection = started.await.expect("a connection");
        assert!(connection.is_finished().await, "no exchange has begun");
        (connection, socket, other_side)
    }

    fn origin(url: &'static str) -> Origin {
        Origin::from_url(&http::Uri::from_static(url)).expect("an origin")
    }

    #[tokio::test]
    async fn the_last_used_connection_is_taken_unless_it_has_ended() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let (pool, here) = (Pool::new(Duration::from_secs(60)), origin("http://a.test"));
        let mut sockets = Vec::new();
        let mut other_sides = Vec::new();
        for _ in 0..3 {
            let (connection, socket, other_side) = connect(&listener).await;
            pool.put(here.clone(), connection);
            sockets.push(socket);
            other_sides.push(other_side);
        }
        assert!(
            pool.take(&origin("https://a.test")).is_none() && pool.take(&origin("http://b.test")).is_none()
        );
        let taken = pool.take(&here).expect("the third");
        assert!(Arc::ptr_eq(&taken.socket, &sockets[2]));
        drop(other_sides.remove(1));
        while !sockets[1].is_readable() {
            tokio::task::yield_now().await;
        }
        let taken = pool.take(&here).expect("the first");
        assert!(Arc::ptr_eq(&taken.socket, &sockets[0]), "the second has ended");
        assert!(pool.take(&here).is_none());
    }

    #[tokio::test]
    async fn expired_and_surplus_connections_are_closed() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let here = origin("http://a.test");
        let mut other_sides = Vec::new();
        let (pool, expiring) = (Pool::new(Duration::from_secs(60)), Pool::new(Duration::ZERO));
        for _ in 0..MAX_IDLE + 2 {
            let (connection, _, other_side) = connect(&listener).await;
            pool.put(here.clone(), connection);
            other_sides.push(other_side);
        }
        assert_eq!(pool.lock().len(), MAX_IDLE);
        expiring.put(here.clone(), connect(&listener).await.0);
        assert!(expiring.take(&here).is_none());
        expiring.put(here.clone(), connect(&listener).await.0);
        expiring.put(here, connect(&listener).await.0);
        assert_eq!(expiring.lock().len(), 1);
    }
}
