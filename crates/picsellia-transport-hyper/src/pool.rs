//! Connections that wait for the next request.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use picsellia_transport_support::routing::Origin;
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::connection::Connection;

/// The most connections that are kept.
const MOST: usize = 64;

/// Idle connections, the one that was last used at the end.
pub(crate) struct Pool {
    idle: Mutex<Vec<Idle>>,
    longest: Duration,
}

struct Idle {
    target: Origin,
    connection: Box<Connection>,
    since: Instant,
}

impl Pool {
    /// A pool that keeps a connection for this long.
    pub(crate) fn new(longest: Duration) -> Self {
        Self { idle: Mutex::default(), longest }
    }

    /// The connection to `target` that was last used on this runtime, if it can be used again.
    pub(crate) fn take(&self, target: &Origin) -> Option<Box<Connection>> {
        let (now, runtime) = (Instant::now(), Handle::current().id());
        loop {
            let found = {
                let mut idle = self.lock();
                let fits = |idle: &Idle| idle.connection.runtime == runtime && idle.target == *target;
                let newest = idle.iter().rposition(fits)?;
                idle.remove(newest)
            };
            // One that is of no use any more is closed here, without the lock.
            if now.saturating_duration_since(found.since) < self.longest && found.connection.is_fresh() {
                return Some(found.connection);
            }
        }
    }

    /// Keeps a connection whose exchange is over.
    pub(crate) fn put(&self, target: Origin, connection: Box<Connection>) {
        let since = Instant::now();
        let mut idle = self.lock();
        let over = |idle: &Idle| since.saturating_duration_since(idle.since) >= self.longest;
        let old =
            idle.iter().take_while(|idle| over(idle)).count().max((idle.len() + 1).saturating_sub(MOST));
        let closed: Vec<Idle> = idle.drain(..old).collect();
        idle.push(Idle { target, connection, since });
        drop(idle);
        // Only now, without the lock.
        drop(closed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        // Nothing can panic while it is held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::wire::{Socket, Wire};

    async fn connect(listener: &TcpListener) -> (Box<Connection>, Arc<Wire>, TcpStream) {
        let stream =
            TcpStream::connect(listener.local_addr().expect("its address")).await.expect("a connection");
        let (other_side, _) = listener.accept().await.expect("the same connection");
        let wire = Wire::new(stream);
        let over = Connection::over(Box::new(Socket(wire.clone())), wire.clone());
        let mut connection = over.await.expect("a connection");
        assert!(connection.is_over().await, "nothing was begun");
        (connection, wire, other_side)
    }

    fn target(url: &'static str) -> Origin {
        Origin::from_url(&http::Uri::from_static(url)).expect("a target")
    }

    #[tokio::test]
    async fn the_one_that_was_last_used_is_taken_unless_it_has_ended() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let (pool, here) = (Pool::new(Duration::from_secs(60)), target("http://a.test"));
        let mut wires = Vec::new();
        let mut other_sides = Vec::new();
        for _ in 0..3 {
            let (connection, wire, other_side) = connect(&listener).await;
            pool.put(here.clone(), connection);
            wires.push(wire);
            other_sides.push(other_side);
        }
        assert!(
            pool.take(&target("https://a.test")).is_none() && pool.take(&target("http://b.test")).is_none()
        );
        let taken = pool.take(&here).expect("the third");
        assert!(Arc::ptr_eq(&taken.wire, &wires[2]));
        drop(other_sides.remove(1));
        while !wires[1].has_news() {
            tokio::task::yield_now().await;
        }
        let taken = pool.take(&here).expect("the first");
        assert!(Arc::ptr_eq(&taken.wire, &wires[0]), "the second has ended");
        assert!(pool.take(&here).is_none());
    }

    #[tokio::test]
    async fn old_ones_and_more_than_the_most_are_closed() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let here = target("http://a.test");
        let mut other_sides = Vec::new();
        let (pool, at_once) = (Pool::new(Duration::from_secs(60)), Pool::new(Duration::ZERO));
        for _ in 0..MOST + 2 {
            let (connection, _, other_side) = connect(&listener).await;
            pool.put(here.clone(), connection);
            other_sides.push(other_side);
        }
        assert_eq!(pool.lock().len(), MOST);
        at_once.put(here.clone(), connect(&listener).await.0);
        assert!(at_once.take(&here).is_none());
        at_once.put(here.clone(), connect(&listener).await.0);
        at_once.put(here, connect(&listener).await.0);
        assert_eq!(at_once.lock().len(), 1);
    }
}
