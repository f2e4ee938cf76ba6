//! Connections that wait for the next request.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use picsellia_route::Target;
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
    target: Target,
    connection: Box<Connection>,
    since: Instant,
}

impl Pool {
    /// A pool that keeps a connection for this long.
    pub(crate) fn new(longest: Duration) -> Self {
        Self { idle: Mutex::default(), longest }
    }

    /// The connection to `target` that was last used on this runtime, if it can be used again.
    pub(crate) fn take(&self, target: &Target) -> Option<Box<Connection>> {
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
    pub(crate) fn put(&self, target: Target, connection: Box<Connection>) {
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
