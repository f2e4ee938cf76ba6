use std::collections::{HashMap, VecDeque};

use crate::reply::Reply;
use crate::route::Route;

/// The scripted replies of all routes.
#[derive(Debug, Default)]
pub(crate) struct Scripts(HashMap<Route, Queue>);

/// The replies of one route.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) once: VecDeque<Reply>,
    pub(crate) always: Option<Reply>,
}

impl Scripts {
    pub(crate) fn queue(&mut self, route: Route) -> &mut Queue {
        self.0.entry(route).or_default()
    }

    /// Takes the reply to the next request to `route`.
    pub(crate) fn next(&mut self, route: Route) -> Reply {
        let queue = self.queue(route);
        queue.once.pop_front().or_else(|| queue.always.clone()).unwrap_or_else(Reply::unscripted)
    }

    /// Returns the replies that no request has used, by route.
    pub(crate) fn unused(&self) -> Vec<(Route, Vec<Reply>)> {
        let queues = self.0.iter().filter(|(_, queue)| !queue.once.is_empty());
        let mut unused: Vec<_> =
            queues.map(|(route, queue)| (*route, queue.once.iter().cloned().collect())).collect();
        unused.sort_by_key(|(route, _)| *route);
        unused
    }
}
