use std::collections::{HashMap, VecDeque};

use picsellia_core::TransportErrorKind;
use serde_json::Value;

use crate::mock::MockTransport;
use crate::reply::Reply;
use crate::route::Route;

/// The replies of a mock to one route. Each call appends one, which is used once.
///
/// ```
/// # use picsellia_transport_mock::{MockTransport, Route};
/// let mock = MockTransport::new();
/// mock.on(Route::Login).respond(500).respond(401);
/// ```
#[derive(Debug)]
pub struct Script<'a> {
    mock: &'a MockTransport,
    route: Route,
}

impl<'a> Script<'a> {
    pub(crate) fn new(mock: &'a MockTransport, route: Route) -> Self {
        Self { mock, route }
    }

    /// Appends a reply.
    #[allow(clippy::return_self_not_must_use)]
    pub fn then(self, reply: Reply) -> Self {
        self.mock.state().scripts.lines(self.route).once.push_back(reply);
        self
    }

    /// Appends a response with this status and no body.
    ///
    /// # Panics
    ///
    /// If there is no such status.
    #[track_caller]
    pub fn respond(self, status: u16) -> Self {
        self.then(Reply::status(status))
    }

    /// Appends a response with this status and a body of JSON.
    ///
    /// # Panics
    ///
    /// If there is no such status.
    #[track_caller]
    pub fn respond_json(self, status: u16, body: Value) -> Self {
        self.then(Reply::json(status, body))
    }

    /// Appends a response with this status, one header and no body.
    ///
    /// # Panics
    ///
    /// If there is no such status, or this is no header of HTTP.
    #[track_caller]
    pub fn respond_with_header(self, status: u16, name: &str, value: &str) -> Self {
        self.then(Reply::status(status).header(name, value))
    }

    /// Appends a failure: see [`Reply::fail`].
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        self.then(Reply::fail(kind))
    }

    /// Appends the fault that leaves open what happened: the service acts on the request, and its response is lost.
    pub fn lose_response(self) -> Self {
        self.then(Reply::lose_response())
    }

    /// States the reply to every request that no other reply is left for.
    pub fn always(self, reply: Reply) -> Self {
        self.mock.state().scripts.lines(self.route).always = Some(reply);
        self
    }

    /// Forgets every reply to this route: the happy service is back.
    pub fn clear(self) -> Self {
        *self.mock.state().scripts.lines(self.route) = Lines::default();
        self
    }
}

/// The scripts of all routes.
#[derive(Debug, Default)]
pub(crate) struct Scripts(HashMap<Route, Lines>);

#[derive(Debug, Default)]
pub(crate) struct Lines {
    once: VecDeque<Reply>,
    always: Option<Reply>,
}

impl Scripts {
    fn lines(&mut self, route: Route) -> &mut Lines {
        self.0.entry(route).or_default()
    }

    /// What to do with the next request to `route`.
    pub(crate) fn next(&mut self, route: Route) -> Reply {
        let lines = self.lines(route);
        lines.once.pop_front().or_else(|| lines.always.clone()).unwrap_or_else(Reply::happy)
    }

    /// The replies that no request has used, by route.
    pub(crate) fn unused(&self) -> Vec<(Route, Vec<Reply>)> {
        let lines = self.0.iter().filter(|(_, lines)| !lines.once.is_empty());
        let mut unused: Vec<_> =
            lines.map(|(route, lines)| (*route, lines.once.iter().cloned().collect())).collect();
        unused.sort_by_key(|(route, _)| *route);
        unused
    }
}
